// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.cli.deploy.AwsPlace;
import dev.strongroom.cli.deploy.ConfidentialKind;
import dev.strongroom.cli.deploy.ConfidentialVm;
import dev.strongroom.cli.deploy.DeployFolder;
import dev.strongroom.cli.deploy.Ec2;
import dev.strongroom.cli.deploy.Kubernetes;
import dev.strongroom.cli.deploy.Monitoring;
import dev.strongroom.cli.deploy.ReleasedImage;
import dev.strongroom.image.confidential.ProcessorModel;
import dev.strongroom.image.confidential.SnpPolicyDraft;
import dev.strongroom.image.eif.Architecture;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.integration.npm.NpmScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `strongroom deploy` writes, asked by those who have to read it: AWS's policy language by a
/// simulator of it, Terraform's by HashiCorp's parser, manifests by the API's schemas.
class DeployLintTest {
  private static final String DEPLOYMENT = "payments.example";
  private static final String ROLE =
      "arn:aws:iam::111122223333:role/strongroom-payments-example-host";
  private static final String ADMINISTRATOR = "arn:aws:iam::111122223333:role/keys";
  private static final String KEY =
      "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String PCR = "kms:RecipientAttestation:";
  private static final String CONTEXT = "kms:EncryptionContext:strongroom:deployment";

  @TempDir private static Path folder;
  private static NpmScript lint;

  @BeforeAll
  static void start() throws Exception {
    DeployFolder.write(folder.resolve("ec2"), ec2(images(), false), false);
    lint = NpmScript.start("deploy", "linters of deployments", "lint.mjs");
  }

  @AfterAll
  static void stop() {
    if (lint != null) {
      lint.close();
    }
  }

  private static Bytes pcr(String of) {
    return Pcrs.extended(Bytes.copyOf(of.getBytes(StandardCharsets.UTF_8)));
  }

  private static ReleasedImage image(String name) {
    return new ReleasedImage(
        name,
        Architecture.X86_64,
        new Measurements(
            pcr(name), pcr(name + "1"), pcr(name + "2"), Optional.of(pcr("our signer"))),
        640);
  }

  private static List<ReleasedImage> images() {
    return List.of(image("old"), image("new"));
  }

  private static AwsPlace place() throws Exception {
    return AwsPlace.of(DEPLOYMENT, "eu-central-1", "111122223333", ADMINISTRATOR, "");
  }

  private static SortedMap<String, String> ec2(List<ReleasedImage> images, boolean born)
      throws Exception {
    return new Ec2(place(), images, born, false, 443, 2).files();
  }

  /// What the enclave's request comes with.
  private static Map<String, String> evidence(String name) {
    Map<String, String> context = new HashMap<>();
    context.put(PCR + "ImageSha384", pcr(name).hex());
    context.put(PCR + "PCR1", pcr(name + "1").hex());
    context.put(PCR + "PCR2", pcr(name + "2").hex());
    context.put(PCR + "PCR3", pcr(ROLE).hex());
    context.put(PCR + "PCR8", pcr("our signer").hex());
    context.put(CONTEXT, DEPLOYMENT);
    return context;
  }

  private static Map<String, String> with(String key, String value) {
    Map<String, String> context = evidence("new");
    context.put(key, value);
    return context;
  }

  private static Map<String, String> without(String key) {
    Map<String, String> context = evidence("new");
    context.remove(key);
    return context;
  }

  private static String text(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  private static String asked(
      SortedMap<String, String> files, String role, String action, Map<String, String> context)
      throws IOException {
    // The host's own policy speaks for the host alone.
    String rolePolicy =
        role.equals(ROLE)
            ? files.get("terraform/role-policy.json")
            : "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kms:*\","
                + "\"Resource\":\"*\"}]}";
    return lint.ask(
        "{\"do\":\"iam\",\"keyPolicy\":"
            + text(files.get("terraform/key-policy.json"))
            + ",\"rolePolicy\":"
            + text(rolePolicy)
            + ",\"role\":"
            + text(role)
            + ",\"key\":"
            + text(KEY)
            + ",\"action\":"
            + text(action)
            + ",\"context\":"
            + context.entrySet().stream()
                .map(entry -> text(entry.getKey()) + ":" + text(entry.getValue()))
                .collect(Collectors.joining(",", "{", "}"))
            + "}");
  }

  @Test
  void releasesTheRootSecretToTheMeasuredImages() throws Exception {
    SortedMap<String, String> files = ec2(images(), false);
    for (String name : List.of("old", "new")) {
      for (String action : List.of("kms:Decrypt", "kms:GenerateDataKey")) {
        assertThat(asked(files, ROLE, action, evidence(name))).as(action).isEqualTo("Allowed");
      }
    }
    assertThat(asked(files, ADMINISTRATOR, "kms:PutKeyPolicy", Map.of())).isEqualTo("Allowed");
  }

  @Test
  void deniesEverythingElseWhoeverAllowsIt() throws Exception {
    SortedMap<String, String> files = ec2(images(), false);
    String zeros = "0".repeat(96);
    Map<String, Map<String, String>> requests = new HashMap<>();
    requests.put("no evidence", Map.of(CONTEXT, DEPLOYMENT));
    requests.put("another image", with(PCR + "ImageSha384", pcr("other").hex()));
    requests.put("debug mode", with(PCR + "ImageSha384", zeros));
    requests.put("another kernel", with(PCR + "PCR1", zeros));
    requests.put("another application", with(PCR + "PCR2", zeros));
    requests.put("another role's instance", with(PCR + "PCR3", pcr("other").hex()));
    requests.put("another signer", with(PCR + "PCR8", pcr("other").hex()));
    requests.put("no signer", without(PCR + "PCR8"));
    requests.put("another deployment", with(CONTEXT, "other"));
    requests.put("no deployment", without(CONTEXT));
    for (Map.Entry<String, Map<String, String>> request : requests.entrySet()) {
      for (String role : List.of(ROLE, ADMINISTRATOR)) {
        assertThat(asked(files, role, "kms:Decrypt", request.getValue()))
            .as(request.getKey() + " as " + role)
            .isEqualTo("ExplicitlyDenied");
      }
    }
    // Good evidence doesn't help those who aren't the host, whatever their own policies say.
    assertThat(asked(files, ADMINISTRATOR, "kms:Decrypt", evidence("new")))
        .isEqualTo("ImplicitlyDenied");
    for (String around :
        List.of("kms:Encrypt", "kms:ReEncryptFrom", "kms:CreateGrant", "kms:ReplicateKey")) {
      for (String role : List.of(ROLE, ADMINISTRATOR)) {
        assertThat(asked(files, role, around, Map.of())).as(around).isEqualTo("ExplicitlyDenied");
      }
    }
    for (String change : List.of("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey")) {
      assertThat(asked(files, ROLE, change, Map.of())).as(change).isEqualTo("ExplicitlyDenied");
    }
  }

  @Test
  void releasesNothingBeforeAnImageAndMakesNothingAfterBirth() throws Exception {
    SortedMap<String, String> nobody = ec2(List.of(), false);
    assertThat(asked(nobody, ROLE, "kms:Decrypt", evidence("new"))).isEqualTo("ExplicitlyDenied");
    assertThat(asked(nobody, ADMINISTRATOR, "kms:PutKeyPolicy", Map.of())).isEqualTo("Allowed");
    SortedMap<String, String> born = ec2(images(), true);
    assertThat(asked(born, ROLE, "kms:Decrypt", evidence("new"))).isEqualTo("Allowed");
    assertThat(asked(born, ROLE, "kms:GenerateDataKey", evidence("new")))
        .isEqualTo("ExplicitlyDenied");
  }

  @Test
  void nobodyChangesAFinalPolicyAndTheImageStillGetsItsSecret() throws Exception {
    SortedMap<String, String> keeping = new Ec2(place(), images(), false, true, 443, 2).files();
    SortedMap<String, String> born = new Ec2(place(), images(), true, true, 443, 2).files();
    String root = "arn:aws:iam::111122223333:root";
    String other = "arn:aws:iam::111122223333:role/everything";
    for (SortedMap<String, String> files : List.of(keeping, born)) {
      for (String who : List.of(root, ADMINISTRATOR, other, ROLE)) {
        for (String change :
            List.of(
                "kms:PutKeyPolicy",
                "kms:ScheduleKeyDeletion",
                "kms:DisableKey",
                "kms:CreateGrant",
                "kms:ReplicateKey",
                "kms:ImportKeyMaterial",
                "kms:Encrypt",
                "kms:ReEncryptFrom")) {
          assertThat(asked(files, who, change, Map.of()))
              .as(change + " as " + who)
              .isEqualTo("ExplicitlyDenied");
        }
        assertThat(asked(files, who, "kms:Decrypt", with(PCR + "ImageSha384", pcr("x").hex())))
            .as("another image as " + who)
            .isEqualTo("ExplicitlyDenied");
      }
      assertThat(asked(files, ROLE, "kms:Decrypt", evidence("new"))).isEqualTo("Allowed");
      // The account is named as a principal, and still only the host gets anything by it.
      for (String who : List.of(root, ADMINISTRATOR, other)) {
        assertThat(asked(files, who, "kms:Decrypt", evidence("new")))
            .as(who)
            .isEqualTo("ImplicitlyDenied");
      }
      for (String who : List.of(ADMINISTRATOR, other)) {
        for (String look : List.of("kms:GetKeyPolicy", "kms:ListGrants", "kms:EnableKey")) {
          assertThat(asked(files, who, look, Map.of())).as(look + who).isEqualTo("Allowed");
        }
      }
    }
    assertThat(asked(keeping, ROLE, "kms:GenerateDataKey", evidence("new"))).isEqualTo("Allowed");
    assertThat(asked(born, ROLE, "kms:GenerateDataKey", evidence("new")))
        .isEqualTo("ExplicitlyDenied");
    // Not the same as a role that may: the ordinary policy lets the administrator.
    assertThat(asked(ec2(images(), true), ADMINISTRATOR, "kms:PutKeyPolicy", Map.of()))
        .isEqualTo("Allowed");
  }

  @Test
  void writesManifestsOfTheApi() throws Exception {
    SortedMap<String, String> files = new Kubernetes(place(), images(), true, 2).files();
    Path kubernetes = folder.resolve("kubernetes");
    DeployFolder.write(kubernetes, files, false);
    for (String file : files.keySet()) {
      if (file.startsWith("manifests/")) {
        assertThat(manifest(kubernetes.resolve(file))).as(file).isEqualTo("fine");
      }
    }
    // It can fail: a member that the API doesn't have, and one of another type.
    Path wrong = folder.resolve("wrong.yaml");
    String text = files.get("manifests/strongroom.yaml");
    Files.writeString(wrong, text.replace("readOnlyRootFilesystem:", "readOnlyRootFileSystem:"));
    assertThat(manifest(wrong)).contains("StatefulSet: unknown", "readOnlyRootFileSystem");
    Files.writeString(wrong, text.replace("replicas: 1", "replicas: one"));
    assertThat(manifest(wrong)).contains("replicas must be integer");
  }

  private static String manifest(Path file) throws IOException {
    return lint.ask("{\"do\":\"kubernetes\",\"file\":" + text(file.toString()) + "}");
  }

  @Test
  void writesExpressionsThatPrometheusReads() throws Exception {
    Path monitoring = folder.resolve("monitoring");
    DeployFolder.write(monitoring, Monitoring.files(), false);
    for (String file : List.of("alerts.yaml", "dashboard.json")) {
      assertThat(
              lint.ask(
                  "{\"do\":\"promql\",\"file\":" + text(monitoring.resolve(file).toString()) + "}"))
          .as(file)
          .isEqualTo("fine");
    }
    if (!Tool.there("promtool", "--version")) {
      System.err.println("NOT TESTED: promtool check rules, for there is no promtool");
      return;
    }
    Tool.Outcome checked = Tool.run(monitoring, "promtool", "check", "rules", "alerts.yaml");
    assertThat(checked.status()).as(checked.text()).isZero();
  }

  @Test
  void writesTerraformThatTerraformReads() throws Exception {
    Path terraform = folder.resolve("ec2/terraform");
    assertThat(lint.ask("{\"do\":\"hcl\",\"folder\":" + text(terraform.toString()) + "}"))
        .isEqualTo("fine");
    // It can fail.
    Path wrong = Files.createDirectories(folder.resolve("wrong"));
    String variables = Files.readString(terraform.resolve("variables.tf"));
    Files.copy(terraform.resolve("main.tf"), wrong.resolve("main.tf"));
    Files.writeString(wrong.resolve("variables.tf"), variables.replace("vpc_id", "vpcid"));
    assertThat(lint.ask("{\"do\":\"hcl\",\"folder\":" + text(wrong.toString()) + "}"))
        .isEqualTo("not declared: var.vpc_id");
    if (!Tool.there("terraform", "version")) {
      System.err.println("NOT TESTED: terraform fmt, for there is no terraform");
      return;
    }
    Tool.Outcome formatted =
        Tool.run(terraform, "terraform", "fmt", "-check", "-diff", "-no-color");
    assertThat(formatted.status()).as(formatted.text()).isZero();
  }

  @Test
  void writesUnitsThatSystemdReads() throws Exception {
    if (!Tool.there("systemd-analyze", "--version")) {
      System.err.println("NOT TESTED: units, for there is no systemd-analyze");
      return;
    }
    // What AWS's package and Java's bring, which aren't here.
    Path units = Files.createDirectories(folder.resolve("units"));
    Files.writeString(
        units.resolve("nitro-enclaves-allocator.service"),
        "[Service]\nType=oneshot\nExecStart=/bin/true\n");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String unit = Files.readString(folder.resolve("ec2/host/strongroom-host.service"));
    assertThat(unit).contains("ExecStart=/usr/bin/java ");
    Files.writeString(
        units.resolve("strongroom-host.service"),
        unit.replace("ExecStart=/usr/bin/java ", "ExecStart=" + java + " "));
    Tool.Outcome verified =
        Tool.run(units, "systemd-analyze", "verify", "./strongroom-host.service");
    assertThat(verified.text()).isEmpty();
    assertThat(verified.status()).isZero();
    assertThat(exposure(units).status()).as(exposure(units).text()).isZero();
    // The confidential machines', in the same place.
    for (SortedMap<String, String> machine : List.of(sevSnp(), tdx())) {
      Files.writeString(
          units.resolve("strongroom-host.service"),
          machine
              .get("host/strongroom-host.service")
              .replace("ExecStart=/usr/bin/java ", "ExecStart=" + java + " "));
      verified = Tool.run(units, "systemd-analyze", "verify", "./strongroom-host.service");
      assertThat(verified.text()).isEmpty();
      assertThat(exposure(units).status()).as(exposure(units).text()).isZero();
    }
  }

  @Test
  void writesUsersThatSystemdReads() throws Exception {
    if (!Tool.there("systemd-sysusers", "--version")) {
      System.err.println("NOT TESTED: users, for there is no systemd-sysusers");
      return;
    }
    String tdx = tdx().get("host/strongroom.sysusers");
    assertThat(users(tdx).text()).contains("group 'qgsd'", "user 'strongroom'");
    assertThat(users(sevSnp().get("host/strongroom.sysusers")).text())
        .contains("group 'kvm'", "user 'strongroom'");
    // It can fail.
    assertThat(users(tdx.replace("m strongroom", "q strongroom")).status()).isNotZero();
  }

  /// In a root of its own, which nothing is written to.
  private static Tool.Outcome users(String text) throws Exception {
    Path root = Files.createDirectories(folder.resolve("root"));
    Files.createDirectories(root.resolve("etc"));
    Path file = Files.writeString(root.resolve("strongroom.sysusers"), text);
    return Tool.run(
        root, "systemd-sysusers", "--dry-run", "--root=" + root, file.toAbsolutePath().toString());
  }

  private static Tool.Outcome exposure(Path units) throws Exception {
    return Tool.run(
        units,
        "systemd-analyze",
        "security",
        "--offline=true",
        "--threshold=25",
        "--no-pager",
        "./strongroom-host.service");
  }

  private static SortedMap<String, String> sevSnp() throws Exception {
    SnpPolicyDraft policy =
        new SnpPolicyDraft(
            "app.eif", pcr("launch"), "Genoa", new TreeMap<>(Map.of("snp", 25)), List.of());
    return confidentialVm(new ConfidentialKind.SevSnp(ProcessorModel.EPYC_GENOA, policy));
  }

  private static SortedMap<String, String> tdx() throws Exception {
    return confidentialVm(
        new ConfidentialKind.Tdx(pcr("td"), pcr("kernel"), pcr("rest"), Bytes.utf8("{}")));
  }

  private static SortedMap<String, String> confidentialVm(ConfidentialKind kind) throws Exception {
    Bytes digest = Bytes.zeros(32);
    return new ConfidentialVm(DEPLOYMENT, "app.eif", digest, digest, 2, 640, 443, kind).files();
  }
}
