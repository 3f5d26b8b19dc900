package io.liveimage.systemd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "io.liveimage.systemd", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule dependsOnTheCoreJnaAndTheJdk =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.liveimage",
              "io.liveimage.systemd",
              "java..",
              "com.sun.jna",
              "org.slf4j",
              "org.jspecify.annotations");

  @ArchTest
  static final ArchRule onlyTheSocketKnowsJna =
      noClasses()
          .that()
          .haveNameNotMatching(".*\\.(NotifySocket|NotifySocket\\$.*)")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..");

  @ArchTest
  static final ArchRule onlyTheExtensionIsApi =
      noClasses()
          .that()
          .doNotHaveSimpleName("SystemdExtension")
          .should()
          .bePublic()
          .orShould()
          .beProtected();

  @ArchTest static final ArchRule nobodyPrints = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule packagesHaveNoCycle =
      slices().matching("io.liveimage.(*)..").should().beFreeOfCycles();

  @Test
  void packageIsNullMarked() {
    assertThat(SystemdExtension.class.getPackage().isAnnotationPresent(NullMarked.class)).isTrue();
  }
}
