package io.liveimage.repl;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.beAnnotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "io.liveimage.repl", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ENGINE = "io.liveimage.repl.engine";
  private static final String SESSION = "io.liveimage.repl.session";
  private static final String VALUES = "io.liveimage.repl.values";
  private static final String TERMINAL = "io.liveimage.repl.terminal";

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.liveimage.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule arrowsGoOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("repl")
          .definedBy("io.liveimage.repl")
          .layer("terminal")
          .definedBy(TERMINAL)
          .layer("session")
          .definedBy(SESSION)
          .layer("values")
          .definedBy(VALUES)
          .layer("engine")
          .definedBy(ENGINE)
          .whereLayer("repl")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("terminal")
          .mayOnlyBeAccessedByLayers("repl")
          .whereLayer("session")
          .mayOnlyBeAccessedByLayers("repl", "terminal")
          .whereLayer("values")
          .mayOnlyBeAccessedByLayers("repl");

  @ArchTest
  static final ArchRule engineStandsOnItsOwn =
      classes()
          .that()
          .resideInAPackage(ENGINE)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              ENGINE,
              "java..",
              "javax.tools",
              "javax.lang.model..",
              "jdk.jshell..",
              "org.objectweb.asm..",
              "org.slf4j",
              "org.jspecify..");

  @ArchTest
  static final ArchRule compilersAreNamedInTheEngineOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage(ENGINE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jdk.jshell..", "javax.tools..", "org.objectweb.asm..");

  @ArchTest
  static final ArchRule jacksonIsWhereValuesAreSaved =
      noClasses()
          .that()
          .resideOutsideOfPackage(VALUES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule nettyIsWhereTheWireIs =
      noClasses()
          .that()
          .resideOutsideOfPackage(TERMINAL)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  /** The engine stands for the host's streams where a snippet has no session. */
  @ArchTest
  static final ArchRule standardStreamsBelongToTheHost =
      noClasses()
          .that(resideOutsideOfPackages(ENGINE))
          .should(com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS)
          .as(NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.getDescription());

  @ArchTest
  static final ArchRule onlyWhatOtherPackagesNeedIsPublic =
      noClasses()
          .that(resideInAPackage(TERMINAL))
          .and()
          .doNotHaveSimpleName("TerminalServer")
          .should()
          .bePublic();

  @ArchTest
  static final ArchRule packagesAreNullMarked =
      classes()
          .that()
          .haveSimpleName("package-info")
          .should(beAnnotatedWith(NullMarked.class))
          .allowEmptyShould(false);
}
