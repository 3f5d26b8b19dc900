package io.liveimage;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.jspecify.annotations.NullMarked;

/** The arrows of this module, and what may be used where. */
@AnalyzeClasses(packages = "io.liveimage", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String LIFECYCLE = "io.liveimage";
  private static final String SNAPSHOT = "io.liveimage.snapshot..";
  private static final String JOURNAL = "io.liveimage.journal..";
  private static final String LOCAL = "io.liveimage.local..";
  private static final String METRICS = "io.liveimage.metrics..";
  private static final String SERVICE = "io.liveimage.service..";

  @ArchTest
  static final ArchRule aLifecycleKnowsOnlyImagesJournalsAndTheLocalMachine =
      noClasses()
          .that()
          .resideInAPackage(LIFECYCLE)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.liveimage..")
                  .and(not(resideInAPackage(LIFECYCLE)))
                  .and(not(resideInAPackage(SNAPSHOT)))
                  .and(not(resideInAPackage(JOURNAL)))
                  .and(not(resideInAPackage(LOCAL))));

  @ArchTest
  static final ArchRule imagesKnowOnlyTheLocalMachine =
      noClasses()
          .that()
          .resideInAPackage(SNAPSHOT)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.liveimage..")
                  .and(not(resideInAPackage(SNAPSHOT)))
                  .and(not(resideInAPackage(LOCAL))));

  @ArchTest
  static final ArchRule journalsKnowOnlyImagesAndTheLocalMachine =
      noClasses()
          .that()
          .resideInAPackage(JOURNAL)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.liveimage..")
                  .and(not(resideInAPackage(JOURNAL)))
                  .and(not(resideInAPackage(SNAPSHOT)))
                  .and(not(resideInAPackage(LOCAL))));

  @ArchTest
  static final ArchRule theLocalMachineKnowsNothingOfLiveImage =
      noClasses()
          .that()
          .resideInAPackage(LOCAL)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.liveimage..").and(not(resideInAPackage(LOCAL))));

  @ArchTest
  static final ArchRule metricsKnowOnlyTheLifecycleAndItsJournals =
      noClasses()
          .that()
          .resideInAPackage(METRICS)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.liveimage..")
                  .and(not(resideInAPackage(METRICS)))
                  .and(not(resideInAPackage(JOURNAL)))
                  .and(not(resideInAPackage(LIFECYCLE))));

  @ArchTest
  static final ArchRule metersAreForMetricsOnly =
      noClasses()
          .that(not(resideInAPackage(METRICS)))
          .should()
          .dependOnClassesThat(resideInAPackage(METRICS).or(resideInAPackage("io.micrometer..")));

  @ArchTest
  static final ArchRule theServiceSeesAHostFromOutside =
      noClasses()
          .that()
          .resideInAPackage(SERVICE)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.liveimage..")
                  .and(not(resideInAPackage(SERVICE)))
                  .and(not(resideInAPackage(LIFECYCLE)))
                  .and(not(resideInAPackage(LOCAL))));

  @ArchTest
  static final ArchRule noPackagesDependOnEachOther =
      slices().matching("io.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule reportsAreWrittenWithoutReflection =
      noClasses()
          .that(named("ReportJson"))
          .should()
          .dependOnClassesThat(resideInAPackage("tools.jackson.databind.."));

  @ArchTest
  static final ArchRule everyPackageIsNullMarked = classes().should(beInANullMarkedPackage());

  @ArchTest
  static final ArchRule onlyLastWordsAndAProgramForScriptsAreWrittenToTheConsole =
      noClasses()
          .that(
              not(named("MainGuard"))
                  .and(not(named("UncaughtExceptions")))
                  .and(not(named("ExitHook")))
                  .and(not(named("service.ServiceStatus"))))
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule thereIsNoNetwork =
      noClasses().should().dependOnClassesThat(resideInAPackage("io.netty.."));

  @ArchTest
  static final ArchRule thereIsNoShell =
      noClasses().should().dependOnClassesThat(resideInAPackage("jdk.jshell.."));

  @ArchTest
  static final ArchRule jsonIsForImagesAndReports =
      noClasses()
          .that(not(resideInAPackage(SNAPSHOT)).and(not(named("ReportJson"))))
          .should()
          .dependOnClassesThat(
              resideInAPackage("tools.jackson..").or(resideInAPackage("com.fasterxml..")));

  private static DescribedPredicate<HasName> named(String simpleName) {
    return nameMatching("io\\.liveimage\\." + simpleName + "(\\$.*)?");
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a @NullMarked package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
        String message = type.getPackageName() + " is not @NullMarked, " + type.getName();
        events.add(new SimpleConditionEvent(type, marked, message));
      }
    };
  }
}
