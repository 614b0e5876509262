// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.materials;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.JsonTree;
import dev.strongroom.image.Reproducible;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.materials.InstalledFile.Content;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All that an image is made of, in CycloneDX 1.6 (ECMA-424): the same bytes for the same image.
///
/// @param image what it is about
/// @param tool the version of Strongroom that built it
/// @param materials packages, jars, kernel, in the lock's order
/// @param files in the ramdisks, in their order
public record BillOfMaterials(
    Image image, String tool, List<Material> materials, List<InstalledFile> files) {
  /// What is put behind the image's name to get that of its bill of materials.
  public static final String SUFFIX = ".sbom.json";

  private static final String IMAGE = "image";

  /// The image.
  ///
  /// @param name as the project says
  /// @param version as the project says
  /// @param sha256 of the file
  /// @param measurements of it
  public record Image(String name, String version, Bytes sha256, Measurements measurements) {}

  /// Copies the lists.
  public BillOfMaterials {
    materials = List.copyOf(materials);
    files = List.copyOf(files);
  }

  /// The file.
  public Bytes json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("bomFormat", "CycloneDX");
    root.put("specVersion", "1.6");
    root.put("serialNumber", "urn:uuid:" + uuid(image.sha256()));
    root.put("version", 1);
    root.put("metadata", metadata());
    List<Object> components = new ArrayList<>();
    materials.forEach(material -> components.add(component(material)));
    files.forEach(file -> components.add(component(file)));
    root.put("components", components);
    root.put("dependencies", List.of(dependencies()));
    return JsonTree.indented(root);
  }

  /// A random one would differ from build to build: these are bytes of the image's digest, marked
  /// as RFC 9562 (5.8) has it for digests.
  private static String uuid(Bytes sha256) {
    String hex = sha256.hex();
    return "%s-%s-8%s-%x%s-%s"
        .formatted(
            hex.substring(0, 8),
            hex.substring(8, 12),
            hex.substring(13, 16),
            8 | (Character.digit(hex.charAt(16), 16) & 3),
            hex.substring(17, 20),
            hex.substring(20, 32));
  }

  private Map<String, Object> metadata() {
    Map<String, Object> strongroom = new LinkedHashMap<>();
    strongroom.put("type", "application");
    strongroom.put("name", "strongroom");
    strongroom.put("version", tool);
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("type", "application");
    about.put("bom-ref", IMAGE);
    about.put("name", image.name());
    about.put("version", image.version());
    about.put("hashes", hashes(image.sha256()));
    about.put(
        "properties",
        List.of(
            property("pcr0", image.measurements().pcr0().hex()),
            property("pcr1", image.measurements().pcr1().hex()),
            property("pcr2", image.measurements().pcr2().hex())));
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("timestamp", Reproducible.TIME.toString());
    metadata.put("tools", Map.of("components", List.of(strongroom)));
    metadata.put("component", about);
    return metadata;
  }

  private Map<String, Object> component(Material material) {
    Input input = material.input();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", input.kind() == Input.Kind.KERNEL ? "operating-system" : "library");
    members.put("bom-ref", material.reference());
    members.put("name", input.name());
    input.version().ifPresent(version -> members.put("version", version));
    members.put("description", material.why());
    members.put("hashes", hashes(input.sha256()));
    input
        .licence()
        .ifPresent(licence -> members.put("licenses", List.of(Map.of("expression", licence))));
    PackageUrl.of(input).ifPresent(url -> members.put("purl", url));
    List<Object> places =
        files.stream()
            .filter(file -> file.from().contains(input.sha256()))
            .<Object>map(file -> Map.of("location", "/" + file.path()))
            .toList();
    if (!places.isEmpty()) {
      members.put("evidence", Map.of("occurrences", places));
    }
    return members;
  }

  private Map<String, Object> component(InstalledFile file) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", "file");
    members.put("bom-ref", "file:/" + file.path());
    members.put("name", "/" + file.path());
    members.put("description", file.why());
    List<Object> properties = new ArrayList<>();
    switch (file.content()) {
      case Content.Data(Bytes sha256, long size) -> {
        members.put("hashes", hashes(sha256));
        properties.add(property("size", String.valueOf(size)));
      }
      case Content.Link(String target) -> properties.add(property("link", target));
    }
    for (Material material : materials) {
      if (file.from().contains(material.input().sha256())) {
        properties.add(property("from", material.reference()));
      }
    }
    members.put("properties", properties);
    return members;
  }

  private Map<String, Object> dependencies() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("ref", IMAGE);
    members.put("dependsOn", materials.stream().map(Material::reference).toList());
    return members;
  }

  private static List<Object> hashes(Bytes sha256) {
    Map<String, Object> hash = new LinkedHashMap<>();
    hash.put("alg", "SHA-256");
    hash.put("content", sha256.hex());
    return List.of(hash);
  }

  private static Map<String, Object> property(String name, String value) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", "strongroom:" + name);
    members.put("value", value);
    return members;
  }
}
