package io.liveimage.benchmarks;

import static com.tngtech.archunit.lang.conditions.ArchConditions.beAnnotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(
    packages = "io.liveimage.benchmarks",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyTheCommandsAndWhatTheyShareArePublic =
      classes()
          .that()
          .areTopLevelClasses()
          .and()
          .haveNameNotMatching(".*\\.(Benchmarks|ImageBenchmarks|Spread)")
          .should()
          .notBePublic();

  @ArchTest
  static final ArchRule startsKnowNothingOfImages =
      noClasses()
          .that()
          .resideInAPackage("io.liveimage.benchmarks")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.liveimage.benchmarks.image");

  @ArchTest
  static final ArchRule packagesAreNullMarked =
      classes()
          .that()
          .haveSimpleName("package-info")
          .should(beAnnotatedWith(NullMarked.class))
          .allowEmptyShould(false);
}
