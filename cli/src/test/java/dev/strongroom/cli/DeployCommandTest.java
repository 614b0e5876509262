// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.attestation.snp.SnpPolicy;
import dev.strongroom.attestation.tdx.TdxPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom deploy`: what it writes, what it refuses, and what it doesn't overwrite.
class DeployCommandTest {
  @TempDir private static Path shared;
  private static Path image;
  private static Path signed;
  private static String pcr0;

  @TempDir private Path folder;

  @BeforeAll
  static void images() throws Exception {
    image = ImageSamples.orAbort("v4_x86_two_ramdisks.eif");
    signed = Files.copy(image, shared.resolve("signed.eif"));
    ImageSamples.signer(shared, "secp384r1").write(shared);
    Run signing =
        Run.of(
            "image",
            "sign",
            signed.toString(),
            "--key",
            shared.resolve("key.pem").toString(),
            "--certificate",
            shared.resolve("certificate.pem").toString());
    assertThat(signing.status()).as(signing.err()).isZero();
    pcr0 = measured(image, "PCR0");
  }

  private static String measured(Path file, String pcr) {
    String json = Run.of("measure", "--json", file.toString()).out();
    return json.replaceAll("(?s).*\"" + pcr + "\" *: *\"([0-9a-f]{96})\".*", "$1");
  }

  private Run ec2(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "deploy",
                "ec2",
                "--deployment",
                "payments.example",
                "--region",
                "eu-central-1",
                "--account",
                "111122223333",
                "--key-administrator",
                "arn:aws:iam::111122223333:role/keys",
                "-o",
                folder.toString()));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  private String read(String file) throws Exception {
    return Files.readString(folder.resolve(file));
  }

  @Test
  void fillsEveryTemplate() throws Exception {
    Run run = ec2("--image", image.toString());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(read("terraform/key-policy.json"))
        .contains(
            pcr0,
            measured(image, "PCR1"),
            measured(image, "PCR2"),
            "arn:aws:iam::111122223333:role/strongroom-payments-example-host")
        .doesNotContain("PCR8");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain("@{").isNotBlank();
      }
    }
    assertThat(read("README.md")).contains(pcr0);
  }

  private Run confidential(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "deploy",
                "confidential-vm",
                "--deployment",
                "payments.example",
                "--image",
                image.toString(),
                "--sev-snp",
                AmdSevFirmware.in(shared).toString(),
                "--cpu-model",
                "EPYC-Genoa",
                "-o",
                folder.toString()));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  @Test
  void writesWhatAConfidentialMachineTakesAndMeasures() throws Exception {
    Run run =
        confidential(
            "--product", "Genoa", "--minimum-tcb", "bootLoader=10,tee=0,snp=25,microcode=84");
    assertThat(run.status()).as(run.err()).isZero();
    Run measured =
        Run.of(
            "measure",
            image.toString(),
            "--sev-snp",
            shared.resolve("OVMF.amdsev.fd").toString(),
            "--cpu-model",
            "EPYC-Genoa");
    String measurement = measured.out().replaceFirst("(?s).*SEV-SNP +([0-9a-f]{96}).*", "$1");
    assertThat(read("host/strongroom-host.service"))
        .contains("--measurement " + measurement, "--cpus 2", "--port 443");
    assertThat(read("policy.json")).contains(measurement);
    assertThat(read("README.md"))
        .contains(measurement, "Never run on a machine with SEV-SNP, and not for secrets yet");
    assertThat(PolicyFile.parse(read("policy.json"))).isInstanceOf(SnpPolicy.class);
    assertThat(confidential().err()).contains("--product and --minimum-tcb");
    assertThat(confidential("--port", "0").err()).contains("--port from 1");
  }

  @Test
  void writesWhatAMachineOfIntelsTakesAndMeasures() throws Exception {
    Path made = MadeImage.in(shared, IntelTdxFirmware.kernel());
    String firmware = IntelTdxFirmware.in(shared).toString();
    String[] words = {
      "deploy",
      "confidential-vm",
      "--deployment",
      "payments.example",
      "--image",
      made.toString(),
      "--tdx",
      firmware,
      "-o",
      folder.toString(),
      "--tcb-evaluation",
      "17"
    };
    Run run = Run.of(words);
    assertThat(run.status()).as(run.err()).isZero();
    String measured = Run.of("measure", made.toString(), "--tdx", firmware).out();
    List<String> registers =
        Stream.of("MRTD", "RTMR1", "RTMR2")
            .map(name -> measured.replaceFirst("(?s).*" + name + " +([0-9a-f]{96}).*", "$1"))
            .toList();
    assertThat(read("README.md"))
        .contains(registers)
        .contains("Never run on a machine with TDX, and not for secrets yet");
    assertThat(read("policy.json")).contains(registers);
    assertThat(PolicyFile.parse(read("policy.json"))).isInstanceOf(TdxPolicy.class);
    assertThat(read("host/strongroom-host.service"))
        .contains("--tdx /opt/strongroom/OVMF.inteltdx.ms.fd \\\n")
        .contains("--measurement " + String.join(",", registers))
        .contains("SupplementaryGroups=kvm qgsd")
        .doesNotContain("/dev/sev");
    assertThat(folder.resolve("host/60-strongroom-sev.rules")).doesNotExist();
    words[6] = "--cpu-model";
    words[7] = "EPYC-Genoa";
    assertThat(Run.of(words).err()).contains("--sev-snp FIRMWARE or --tdx FIRMWARE is needed");
    assertThat(confidential("--tdx", firmware).err()).contains("and not both");
  }

  @Test
  void givesTheKeyToNobodyBeforeThereIsAnImage() throws Exception {
    assertThat(ec2().status()).isZero();
    assertThat(read("terraform/key-policy.json"))
        .contains("NobodyYet")
        .doesNotContain("ReleaseToTheMeasuredImage", "-host\"");
  }

  @Test
  void demandsTheSignerOfSignedImagesAndOfAllOrNone() throws Exception {
    assertThat(ec2("--image", signed.toString()).status()).isZero();
    assertThat(read("terraform/key-policy.json")).contains(measured(signed, "PCR8"), "WithoutPCR8");
    Run mixed = ec2("--renew", "--image", signed.toString(), "--image", image.toString());
    assertThat(mixed.status()).isEqualTo(2);
    assertThat(mixed.err()).contains("sign all or none");
  }

  @Test
  void makesNoSecondSecretOnceBorn() throws Exception {
    assertThat(ec2("--image", image.toString(), "--born").status()).isZero();
    assertThat(read("terraform/key-policy.json")).contains("NoSecondSecret");
    assertThat(read("terraform/role-policy.json"))
        .contains("kms:Decrypt")
        .doesNotContain("GenerateDataKey");
  }

  @Test
  void writesAPolicyThatNobodyChangesOnlyWhereItCanStay() throws Exception {
    for (String[] wrong :
        new String[][] {
          {"--final", "--born"},
          {"--final", "--image", image.toString()},
          {"--keep", "--image", image.toString()},
          {"--final", "--keep", "--born", "--image", image.toString()},
          {"--generation", "0"}
        }) {
      assertThat(ec2(wrong).status()).as(String.join(" ", wrong)).isEqualTo(2);
    }
    assertThat(ec2("--final", "--born").err()).contains("would release nothing, for good");
    assertThat(folder.resolve("README.md")).doesNotExist();

    assertThat(ec2("--image", image.toString()).status()).isZero();
    assertThat(read("terraform/main.tf"))
        .contains(
            "bypass_policy_lockout_safety_check = false", "alias/strongroom-payments-example");
    assertThat(ec2("--image", image.toString(), "--final", "--keep", "--renew").status()).isZero();
    assertThat(read("terraform/main.tf")).contains("bypass_policy_lockout_safety_check = true");
    assertThat(read("terraform/key-policy.json"))
        .contains("NobodyChangesThis", pcr0, "kms:GenerateDataKey\"]")
        .doesNotContain("NoSecondSecret", "OnlyTheAdministrator");
    assertThat(read("terraform/role-policy.json")).contains("GenerateDataKey");
    assertThat(read("README.md")).contains("Who may change that: nobody, for good.");
  }

  @Test
  void numbersWhatStandsBesideAnEarlierKey() throws Exception {
    assertThat(ec2("--image", image.toString(), "--generation", "2").status()).isZero();
    assertThat(read("terraform/key-policy.json"))
        .contains("role/strongroom-payments-example-2-host", "\"payments.example\"");
    assertThat(read("terraform/main.tf"))
        .contains("alias/strongroom-payments-example-2\"", "strongroom-payments-example-2-host\"");
  }

  @Test
  void renewsOnlyWhatNobodyChanged() throws Exception {
    assertThat(ec2().status()).isZero();
    Run again = ec2("--image", image.toString());
    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err()).contains("--renew");
    Files.writeString(folder.resolve("terraform/main.tf"), read("terraform/main.tf") + "# mine\n");
    Run changed = ec2("--image", image.toString(), "--renew");
    assertThat(changed.status()).isEqualTo(2);
    assertThat(changed.err()).contains("terraform/main.tf").doesNotContain("variables.tf");
    assertThat(read("terraform/key-policy.json")).doesNotContain(pcr0);
    Files.delete(folder.resolve("terraform/main.tf"));
    assertThat(ec2("--image", image.toString(), "--renew").status()).isZero();
    assertThat(read("terraform/key-policy.json")).contains(pcr0);
  }

  @Test
  void takesOnlyWhatCanStandInAnyTemplate() {
    assertThat(ec2("--region", "eu-central-1\"").status()).isEqualTo(2);
    for (String[] wrong :
        List.of(
            new String[] {"payments\"", "eu-central-1", "111122223333", "111122223333:role/keys"},
            new String[] {"payments", "mars", "111122223333", "111122223333:role/keys"},
            new String[] {"payments", "eu-central-1", "1111", "111122223333:role/keys"},
            new String[] {"payments", "eu-central-1", "111122223333", "111122223333:user/me"},
            new String[] {"payments", "cn-north-1", "111122223333", "111122223333:role/keys"},
            new String[] {
              "payments",
              "eu-central-1",
              "111122223333",
              "111122223333:role/strongroom-payments-host"
            })) {
      Run run =
          Run.of(
              "deploy",
              "ec2",
              "--deployment",
              wrong[0],
              "--region",
              wrong[1],
              "--account",
              wrong[2],
              "--key-administrator",
              "arn:aws:iam::" + wrong[3],
              "-o",
              folder.resolve("new").toString());
      assertThat(run.status()).as(String.join(" ", wrong)).isEqualTo(2);
      assertThat(folder.resolve("new")).doesNotExist();
    }
  }

  @Test
  void printsAPageOfTheRunbook() {
    Run found = Run.of("runbook", "rolled-back", "--area", "notary-start");
    assertThat(found.status()).isZero();
    assertThat(found.out())
        .startsWith("rolled-back (The notary's start)")
        .contains("  Meaning: ", "  Cause: ", "  Fix: ", "strongroom ledger recover explain")
        .doesNotContain("](");
    Run none = Run.of("runbook", "rolled");
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).contains("rolled-back");
  }

  @Test
  void refusesWhatIsNoImage() {
    Run run = ec2("--image", Run.GENUINE);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("isn't an enclave image");
  }
}
