// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.Security;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What no code of ours may do, or only where the rule says so.
class PackageRulesTest {
  private static final String CLI = "dev.strongroom.cli..";
  private static final String BOOT = "dev.strongroom.enclave.runtime.boot..";
  private static final String ATTESTATION = "dev.strongroom.attestation..";

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.strongroom");
  }

  @Test
  void namesSayWhatTheThingIs() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..manager..")
        .orShould()
        .haveNameMatching(".*(Utils?|Common|Impl|Manager)")
        .because("such a name fits everything, so everything ends up there")
        .check(classes);
  }

  @Test
  void onlyWhatOwnsTheProcessPrintsOrEndsIt() {
    noClasses()
        .that()
        .resideOutsideOfPackages(CLI, BOOT)
        .should()
        .accessTargetWhere(on(System.class, "exit", "out", "err", "setOut", "setErr"))
        .because("a library's caller decides what is shown and when it is over")
        .check(classes);
  }

  @Test
  void hostAndEnclaveMeetOnTheWireOnly() {
    noClasses()
        .that()
        .resideInAPackage("dev.strongroom.host..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.strongroom.enclave..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("dev.strongroom.enclave..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.strongroom.host..")
        .because("the host is trusted with nothing")
        .check(classes);
  }

  @Test
  void nobodyTouchesTheGlobalProviderOrder() {
    noClasses()
        .should()
        .accessTargetWhere(
            on(Security.class, "addProvider", "insertProviderAt", "removeProvider", "setProperty"))
        .because("providers are chosen per operation, never for the whole process")
        .check(classes);
  }

  @Test
  void attestationTakesTimeAndRandomnessAsArguments() {
    noClasses()
        .that()
        .resideInAPackage(ATTESTATION)
        .should()
        .accessTargetWhere(readsTheClock())
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom|Date)")
        .because("the same evidence under the same policy and time gives the same verdict")
        .check(classes);
  }

  @Test
  void attestationReachesNeitherNetworkNorFiles() {
    noClasses()
        .that()
        .resideInAPackage(ATTESTATION)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.net..", "javax.net..", "java.nio.file..", "java.nio.channels..")
                .or(
                    describe(
                        "files of java.io",
                        type -> type.getName().matches("java\\.io\\.(.*File.*)"))))
        .because("it judges the bytes it is given; fetching them is the caller's business")
        .check(classes);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(NullMarking.unmarkedPackages(classes))
        .as("packages without @NullMarked, neither in package-info nor in module-info")
        .isEmpty();
  }

  private static DescribedPredicate<JavaAccess<?>> on(Class<?> owner, String... names) {
    return describe(
        owner.getSimpleName() + "." + String.join("/", names),
        access ->
            access.getTargetOwner().isEquivalentTo(owner)
                && Set.of(names).contains(access.getTarget().getName()));
  }

  /// `now()` of any java.time class without the clock argument, and where such clocks come from.
  private static DescribedPredicate<JavaAccess<?>> readsTheClock() {
    return on(System.class, "currentTimeMillis")
        .or(on(Clock.class, "systemUTC", "systemDefaultZone", "system", "tickMillis"))
        .or(
            describe(
                "java.time's now()",
                access ->
                    access.getTargetOwner().getPackageName().startsWith("java.time")
                        && access.getTarget().getName().equals("now")
                        && !access.getTarget().getFullName().contains("java.time.Clock)")));
  }
}
