// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.materials;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.image.build.Locks;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.MavenCoordinates;
import dev.strongroom.image.materials.InstalledFile.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Bills of materials, judged by the published schema of CycloneDX 1.6.
class BillOfMaterialsTest {
  private static final String SCHEMAS = "http://cyclonedx.org/schema/";

  private static String resource(String name) throws IOException {
    try (InputStream in = ClassLoader.getSystemResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Schema schema() throws IOException {
    Map<String, String> schemas =
        Map.of(
            SCHEMAS + "spdx.schema.json", resource("spdx.schema.json"),
            SCHEMAS + "jsf-0.82.schema.json", resource("jsf-0.82.schema.json"));
    return SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_7, builder -> builder.schemas(schemas))
        .getSchema(resource("bom-1.6.schema.json"));
  }

  private static BillOfMaterials bill() {
    List<Material> materials = new ArrayList<>();
    for (Input input : Locks.ofThisBuild().group(Locks.BASE)) {
      materials.add(new Material(Locks.BASE, input, "why"));
    }
    Input jar =
        Input.maven(
            MavenCoordinates.parse("org.example:lib:1.0:linux-x86_64"),
            7,
            Bytes.fromHex("0a".repeat(32)));
    materials.add(new Material(Locks.RUNTIME, jar, "serves"));
    materials.add(
        new Material(
            Locks.FILES,
            new Input(
                Input.Kind.FILE,
                "a.txt",
                Optional.empty(),
                Optional.empty(),
                "data/a.txt",
                1,
                Bytes.fromHex("0b".repeat(32)),
                Optional.empty()),
            "a file"));
    Bytes pcr = Bytes.fromHex("01".repeat(48));
    return new BillOfMaterials(
        new BillOfMaterials.Image(
            "app",
            "1",
            Bytes.fromHex("f3".repeat(32)),
            new Measurements(pcr, pcr, pcr, Optional.empty())),
        "0.1.0",
        materials,
        List.of(
            new InstalledFile(
                "java/lib/modules",
                new Content.Data(Bytes.fromHex("0c".repeat(32)), 5_000_000_000L),
                List.of(jar.sha256(), materials.getFirst().input().sha256()),
                "linked"),
            new InstalledFile("lib/x", new Content.Link("/java/lib/x"), List.of(), "a link")));
  }

  @Test
  void satisfiesThePublishedSchema() throws Exception {
    String json = String.valueOf(bill().json().asUtf8());
    assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
    // The schema is one that refuses.
    assertThat(schema().validate(json.replace("SHA-256", "SHA-257"), InputFormat.JSON))
        .isNotEmpty();
    assertThat(schema().validate(json.replace("urn:uuid:f", "urn:uuid:"), InputFormat.JSON))
        .isNotEmpty();
  }

  @Test
  void saysWhatComesFromWhere() throws Exception {
    JsonNode root = JsonNode.parse(String.valueOf(bill().json().asUtf8()));
    assertThat(root.member("serialNumber").text())
        .isEqualTo("urn:uuid:f3f3f3f3-f3f3-83f3-b3f3-f3f3f3f3f3f3");
    List<JsonNode> components = root.member("components").items();
    JsonNode jar = components.get(components.size() - 4);
    assertThat(jar.member("purl").text())
        .isEqualTo("pkg:maven/org.example/lib@1.0?classifier=linux-x86_64");
    assertThat(
            jar.member("evidence")
                .member("occurrences")
                .items()
                .getFirst()
                .member("location")
                .text())
        .isEqualTo("/java/lib/modules");
    JsonNode modules = components.get(components.size() - 2);
    assertThat(modules.member("properties").value().toString())
        .contains("runtime:org.example:lib:1.0:linux-x86_64", "base:debian/pool/", "5000000000");
    assertThat(components.getFirst().member("purl").text())
        .isEqualTo("pkg:deb/debian/libc6@2.41-12%2Bdeb13u4?arch=amd64");
  }

  @Test
  void isTheSameForTheSameImage() {
    assertThat(bill().json()).isEqualTo(bill().json());
    assertThat(bill().json().asUtf8()).doesNotContain("\r").endsWith("}\n");
  }

  @Test
  void listingsComeBack() throws Exception {
    List<InstalledFile> files = bill().files();
    String text = String.valueOf(FileListing.text(files).asUtf8());
    assertThat(FileListing.parse(text)).isEqualTo(files);
  }
}
