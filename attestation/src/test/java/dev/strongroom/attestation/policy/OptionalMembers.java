// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

/// What may be added to the examples of policies.
final class OptionalMembers {
  private static final String ANCHORS =
      "\"comment\": {\"any\": [1]}, \"$schema\": \"x\", \"anchors\": [{\"name\": \"mine\", \"sha256\": \""
          + "a".repeat(64)
          + "\"}, {\"name\": \"other\", \"keySha256\": \""
          + "B".repeat(64)
          + "\"}],";
  private static final String WHY = ": {\"allow\": \"why\"},";

  private OptionalMembers() {}

  /// All members that an example hasn't.
  static String of(String kind) {
    return switch (kind) {
      case "tdx" -> ANCHORS + tdx() + allowed("septVe");
      case "azure-tdx" -> ANCHORS + tdx();
      case "sgx" -> ANCHORS + allowed("debug", "provisionKey", "launchKey");
      case "sev-snp" -> ANCHORS + snp();
      case "azure-sev-snp" ->
          ANCHORS + snp() + "\"platformInfo\": {\"require\": [\"tsme\", \"alias-check\"]},";
      case "nvidia-gpu" -> ANCHORS + manifestAnchors() + allowed("unknownRevocation", "hold");
      case "nvidia-nras" ->
          "\"comment\": 1, \"$schema\": \"x\", \"issuers\": [\"https://nras.example\"],";
      case "nvidia-switch" ->
          ANCHORS
              + manifestAnchors()
              + "\"denied\": [\"123\"],"
              + allowed("unknownRevocation", "hold", "expiredManifest");
      default -> "\"comment\": 1, \"$schema\": \"x\",";
    };
  }

  private static String manifestAnchors() {
    return ANCHORS.substring(ANCHORS.indexOf("\"anchors")).replace("anchors", "manifestAnchors");
  }

  private static String allowed(String... names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append('"').append(name).append('"').append(WHY);
    }
    return text.toString();
  }

  private static String tdx() {
    String value = "[\"" + "4".repeat(96) + "\"],";
    return "\"serviceTds\": "
        + value
        + "\"moduleSigners\": "
        + value
        + allowed("debug", "migratable", "perfmon", "unknownAttributes");
  }

  private static String snp() {
    String sixteen = ": {\"require\": [\"" + "1".repeat(32) + "\"]},";
    return "\"deniedProducts\": [\"Milan\"], \"deniedChips\": [\""
        + "2".repeat(128)
        + "\", \""
        + "3".repeat(16)
        + "\"], \"provider\": {\"require\": [\"CN=x\"]},"
        + "\"launchTcb\": {\"require\": {\"Milan\":"
        + " {\"bootLoader\": 1, \"tee\": 0, \"snp\": 2, \"microcode\": 255}}},"
        + "\"launchMitigations\": {\"require\": 1}, \"currentMitigations\": {\"require\": 3},"
        + "\"guestPolicy\": {\"require\": [\"single-socket\", \"aes-256-xts\", \"page-swap-off\"]},"
        + "\"abi\": {\"require\": {\"major\": 1, \"minor\": 55}},"
        + "\"vmpl\": {\"require\": [0, 3, \"host\"]}, \"guestSvn\": {\"require\": 4},"
        + "\"familyId\""
        + sixteen
        + "\"imageId\""
        + sixteen
        + "\"authorKey\": {\"require\": [\""
        + "5".repeat(96)
        + "\"]},"
        + allowed(
            "debug",
            "migrationAgent",
            "cxl",
            "maskedChip",
            "provisionalFirmware",
            "unknownRevocation");
  }
}
