package org.diffhep.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules between the modules: docs/decisions/0001. This module sees all the others, so they are tested here. */
class ArchitectureTest {

    /** Every module's classes, tests left out; an external jar is not a module of ours. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("test-classes") && !location.contains("-tests.jar"))
            .importPackages("org.diffhep");

    private static final String[] LIBRARIES = {
        "org.diffhep.autodiff..",
        "org.diffhep.histogram..",
        "org.diffhep.engine..",
        "org.diffhep.stats..",
        "org.diffhep.events..",
        "org.diffhep.pipeline..",
        "org.diffhep.ttbar.."
    };

    private static DescribedPredicate<JavaClass> oursOutside(String own) {
        return DescribedPredicate.describe(
                "classes of diffhep outside " + own,
                type -> type.getPackageName().startsWith("org.diffhep")
                        && !type.getPackageName().startsWith(own));
    }

    @Test
    void everyModuleIsSeenHere() {
        Set<String> packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        for (String module :
                List.of("autodiff", "histogram", "engine", "stats", "events", "pipeline", "ttbar", "cli")) {
            assertThat(packages).anyMatch(name -> (name + ".").startsWith("org.diffhep." + module + "."));
        }
    }

    /** Decision 30. Not {@link Class#forName(String)}: the libraries need not be loaded. */
    @Test
    void codecsInCAreOnTheClassPath() {
        for (String library :
                List.of("net/jpountz/lz4/LZ4JNI.class", "com/github/luben/zstd/ZstdDecompressCtx.class")) {
            assertThat(ArchitectureTest.class.getClassLoader().getResource(library))
                    .as(library)
                    .isNotNull();
        }
    }

    @Test
    void theStatisticsDependOnNoOtherModule() {
        noClasses()
                .that()
                .resideInAPackage("org.diffhep.stats..")
                .should()
                .dependOnClassesThat(oursOutside("org.diffhep.stats"))
                .check(CLASSES);
    }

    @Test
    void theEventReadersDependOnNoOtherModule() {
        noClasses()
                .that()
                .resideInAPackage("org.diffhep.events..")
                .should()
                .dependOnClassesThat(oursOutside("org.diffhep.events"))
                .check(CLASSES);
    }

    @Test
    void parquetIsFoundAndNotNamed() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName)).contains("org.diffhep.events.parquet");
        noClasses()
                .that()
                .resideOutsideOfPackage("org.diffhep.events.parquet..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.diffhep.events.parquet..", "org.duckdb..", "java.sql..")
                .check(CLASSES);
    }

    @Test
    void theCoreDependsOnNoOtherModule() {
        noClasses()
                .that()
                .resideInAPackage("org.diffhep.autodiff..")
                .should()
                .dependOnClassesThat(oursOutside("org.diffhep.autodiff"))
                .check(CLASSES);
    }

    @Test
    void onlyItsEngineSeesDjl() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.diffhep.engine.djl..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(CLASSES);
    }

    @Test
    void onlyItsEngineSeesNd4j() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName)).contains("org.diffhep.engine.nd4j");
        noClasses()
                .that()
                .resideOutsideOfPackage("org.diffhep.engine.nd4j..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
                .check(CLASSES);
    }

    /** An opinion of its own: neither the loops nor the derivatives of another engine. */
    @Test
    void theThirdEngineNeedsNoneOfTheOthers() {
        noClasses()
                .that()
                .resideInAPackage("org.diffhep.engine.nd4j..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.diffhep.engine.djl..",
                        "ai.djl..",
                        "org.diffhep.autodiff.jvm..",
                        "org.diffhep.autodiff.kernels..")
                .check(CLASSES);
    }

    @Test
    void enginesAreFoundAndNotNamed() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.diffhep.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.diffhep.engine..")
                .check(CLASSES);
    }

    @Test
    void nothingDependsOnTheDemonstratorButTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.diffhep.ttbar..", "org.diffhep.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.diffhep.ttbar..")
                .check(CLASSES);
    }

    @Test
    void nothingDependsOnTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.diffhep.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.diffhep.cli..", "picocli..")
                .check(CLASSES);
    }

    @Test
    void librariesNeverPrint() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
                CLASSES.that(DescribedPredicate.describe("libraries", type -> isLibrary(type))));
    }

    @Test
    void librariesNeverEndTheProcess() {
        noClasses()
                .that()
                .resideInAnyPackage(LIBRARIES)
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = CLASSES.stream()
                .map(JavaClass::getPackage)
                .filter(pack -> !pack.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .map(JavaPackage::getName)
                .collect(Collectors.toSet());

        assertThat(unmarked).isEmpty();
    }

    private static boolean isLibrary(JavaClass type) {
        return !type.getPackageName().startsWith("org.diffhep.cli");
    }
}
