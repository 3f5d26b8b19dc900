package io.liveimage.killport;

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

@AnalyzeClasses(packages = "io.liveimage.killport", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule dependsOnTheCoreTheJdkAndNothingElse =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.liveimage",
              "io.liveimage.local",
              "io.liveimage.killport",
              "java..",
              "org.slf4j",
              "org.jspecify.annotations");

  @ArchTest
  static final ArchRule onlyTheExtensionIsApi =
      noClasses()
          .that()
          .doNotHaveSimpleName("KillPortExtension")
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
    assertThat(KillPortExtension.class.getPackage().isAnnotationPresent(NullMarked.class)).isTrue();
  }
}
