// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import java.util.ArrayList;
import java.util.List;

/// The examples of policies, each with one thing wrong.
final class SpoiltPolicies {
  private static final String VERSION = "\"version\": 1,";

  private final List<Spoilt> rows = new ArrayList<>();

  private SpoiltPolicies() {}

  /// An example with one thing wrong.
  record Spoilt(String kind, String name, String from, String to) {}

  static List<Spoilt> all() {
    SpoiltPolicies spoilt = new SpoiltPolicies();
    spoilt.tdx();
    spoilt.azure();
    spoilt.sgx();
    spoilt.snp();
    spoilt.nvidia();
    spoilt.composite();
    return spoilt.rows;
  }

  private void add(String kind, String name, String from, String to) {
    rows.add(new Spoilt(kind, name, from, to));
  }

  /// In place of the version.
  private void added(String kind, String name, String more) {
    add(kind, name, VERSION, VERSION + " " + more + ",");
  }

  private void tdx() {
    added("tdx", "an unknown member", "\"mrdt\": 1");
    add("tdx", "version 2", "\"version\": 1,", "\"version\": 2,");
    add("tdx", "a version in text", "\"version\": 1,", "\"version\": \"1\",");
    add("tdx", "no kind of evidence", "\"tdx\"", "\"tdy\"");
    add("tdx", "a status that can't be accepted", "sw-hardening-needed", "revoked");
    add("tdx", "an unknown status", "sw-hardening-needed", "fine");
    add("tdx", "a status without a reason", "our kernel is hardened", " ");
    add("tdx", "an advisory that isn't a text", "\"INTEL-SA-00615\"", "615");
    add(
        "tdx",
        "advisories by name and any",
        "\"INTEL-SA-00615\"] }",
        "\"INTEL-SA-00615\"], \"allowAny\": \"why\" }");
    add("tdx", "evaluation 0", "\"require\": 17", "\"require\": 0");
    add("tdx", "evaluation with a fraction", "\"require\": 17", "\"require\": 17.5");
    add("tdx", "an unknown member of the platform", "\"fmspc\": {", "\"fmspcs\": 1, \"fmspc\": {");
    add(
        "tdx",
        "a sort of platform both required and ignored",
        "{ \"ignore\": \"any processor",
        "{ \"require\": [\"00806f050000\"], \"ignore\": \"any processor");
    add(
        "tdx",
        "a PPID of 15 bytes",
        "00112233445566778899aabbccddeeff",
        "00112233445566778899aabbccddee");
    add(
        "tdx",
        "a PPID that isn't hexadecimal",
        "00112233445566778899aabbccddeeff",
        "0011223344556677-899aabbccddeeff");
    add("tdx", "an empty list of denied PPIDs", "[\"ffffffffffffffffffffffffffffffff\"]", "[]");
    add("tdx", "an MRTD of zeros", "1".repeat(96), "0".repeat(96));
    add("tdx", "an MRTD of 47 bytes", "1".repeat(96), "1".repeat(94));
    add(
        "tdx",
        "an MRTD that isn't in a list",
        "[\"" + "1".repeat(96) + "\"]",
        "\"" + "1".repeat(96) + "\"");
    add(
        "tdx",
        "a register neither required nor ignored",
        "{ \"ignore\": \"see the event log\" }",
        "{}");
    add("tdx", "a register ignored without a reason", "\"see the event log\"", "\" \"");
    add(
        "tdx",
        "a register with another word",
        "{ \"ignore\": \"see the event log\" }",
        "{ \"ignored\": \"see the event log\" }");
    add("tdx", "an event of register 4", "\"register\": 3", "\"register\": 4");
    add("tdx", "an event of no register", "\"register\": 3, ", "");
    add(
        "tdx",
        "an event of which nothing is wanted",
        "\"payload\": \"3763bc34552cf3a27ff71ad5f7a90471562a1a2df552dfc1998cba2d60da27e7\"",
        "\"name\": \"compose-hash\"");
    add(
        "tdx",
        "an event with an unknown member",
        "\"register\": 3",
        "\"register\": 3, \"type\": 1");
    add("tdx", "a payload of half a byte", "60da27e7\"", "60da27e\"");
    add(
        "tdx",
        "report data that are required to be false",
        "\"reportData\": { \"require\": true }",
        "\"reportData\": { \"require\": false }");
    added("tdx", "a service TD of one byte", "\"serviceTds\": [\"00\"]");
    added("tdx", "an empty list of signers", "\"moduleSigners\": []");
    added("tdx", "debug without a reason", "\"debug\": { \"allow\": \"\" }");
    added("tdx", "debug by a bare true", "\"debug\": true");
    added("tdx", "an empty list of roots", "\"anchors\": []");
    added(
        "tdx",
        "a root by certificate and key",
        "\"anchors\": [{ \"name\": \"mine\", \"sha256\": \""
            + "a".repeat(64)
            + "\", \"keySha256\": \""
            + "a".repeat(64)
            + "\" }]");
    added(
        "tdx",
        "a root of 31 bytes",
        "\"anchors\": [{ \"name\": \"mine\", \"sha256\": \"" + "a".repeat(62) + "\" }]");
    added(
        "tdx",
        "a simulated root by key",
        "\"anchors\": [{ \"name\": \"mine\", \"keySha256\": \""
            + "a".repeat(64)
            + "\", \"simulated\": true }]");
    added(
        "tdx",
        "a root without a name",
        "\"anchors\": [{ \"sha256\": \"" + "a".repeat(64) + "\" }]");
    added("tdx", "a member of Azure's", "\"pcrs\": { \"ignore\": \"none\" }");
  }

  private void azure() {
    added("azure-tdx", "an unknown member", "\"mrdt\": 1");
    add("azure-tdx", "version 2", "\"version\": 1,", "\"version\": 2,");
    added("azure-sev-snp", "an unknown member", "\"mrdt\": 1");
    add("azure-sev-snp", "version 2", "\"version\": 1,", "\"version\": 2,");
    added(
        "azure-tdx",
        "report data, which are the paravisor's",
        "\"reportData\": { \"ignore\": \"unused\" }");
    add("azure-tdx", "register 24", "\"pcr7\"", "\"pcr24\"");
    add("azure-tdx", "register 07", "\"pcr7\"", "\"pcr07\"");
    add("azure-tdx", "a register of 31 bytes", "\"acac", "\"ac");
    add(
        "azure-tdx",
        "a register of zeros",
        "\"" + "ac".repeat(32) + "\"",
        "\"" + "0".repeat(64) + "\"");
    add("azure-tdx", "registers without a name", "\"name\": \"secure boot as in 1.4\", ", "");
    add("azure-tdx", "a name without registers", ", \"pcr7\": \"" + "ac".repeat(32) + "\"", "");
    add(
        "azure-tdx",
        "secure boot that is required to be false",
        "\"secureBoot\": { \"require\": true }",
        "\"secureBoot\": { \"require\": false }");
    add("azure-tdx", "no machine", "{ \"ignore\": \"any machine\" }", "{ \"require\": [] }");
    add("azure-sev-snp", "register 24", "\"pcr7\"", "\"pcr24\"");
    add("azure-sev-snp", "register 07", "\"pcr7\"", "\"pcr07\"");
    add("azure-sev-snp", "a register of 31 bytes", "\"acac", "\"ac");
    add(
        "azure-sev-snp",
        "a register of zeros",
        "\"" + "ac".repeat(32) + "\"",
        "\"" + "0".repeat(64) + "\"");
    add("azure-sev-snp", "registers without a name", "\"name\": \"secure boot as in 1.4\", ", "");
    add("azure-sev-snp", "a name without registers", ", \"pcr7\": \"" + "ac".repeat(32) + "\"", "");
    add(
        "azure-sev-snp",
        "secure boot that is required to be false",
        "\"secureBoot\": { \"require\": true }",
        "\"secureBoot\": { \"require\": false }");
    add("azure-sev-snp", "no machine", "{ \"ignore\": \"any machine\" }", "{ \"require\": [] }");
  }

  private void sgx() {
    added("sgx", "an unknown member", "\"mrdt\": 1");
    add("sgx", "version 2", "\"version\": 1,", "\"version\": 2,");
    add("sgx", "product 65536", "[7]", "[65536]");
    add("sgx", "a negative version", "\"require\": 3", "\"require\": -1");
    add(
        "sgx",
        "a signer of zeros",
        "83d719e77deaca1470f6baf62a4d774303c899db69020f9c70ee1dfc08c7ce9e",
        "0".repeat(64));
    add("sgx", "a mask of zeros", "ffffffffffffffff0000000000000000", "0".repeat(32));
    add("sgx", "a mask of 15 bytes", "ffffffffffffffff0000000000000000", "f".repeat(30));
    add("sgx", "a value without a mask", "\"mask\": \"ffffffff\", ", "");
    added("sgx", "a launch key without a reason", "\"launchKey\": {}");
    added("sgx", "a trust domain's member", "\"mrtd\": { \"ignore\": \"none\" }");
  }

  private void snp() {
    added("sev-snp", "an unknown member", "\"mrdt\": 1");
    add("sev-snp", "version 2", "\"version\": 1,", "\"version\": 2,");
    add("sev-snp", "an unknown product", "\"Genoa\", ", "\"Rome\", ");
    add("sev-snp", "no product", "[\"Genoa\", \"Turin\"]", "[]");
    add("sev-snp", "a level that is missing", "\"tee\": 0, \"snp\": 25", "\"snp\": 25");
    add(
        "sev-snp",
        "a level that the product hasn't",
        "\"tee\": 0, \"snp\": 25",
        "\"fmc\": 0, \"tee\": 0, \"snp\": 25");
    add("sev-snp", "level 256", "\"microcode\": 84", "\"microcode\": 256");
    add("sev-snp", "a level of an unknown product", "\"Turin\": {", "\"Rome\": {");
    add(
        "sev-snp",
        "a measurement of zeros",
        "c57729018b0a6fb90dc17bb138b0aa35e4401004283ff4a2c24d3739ff3750f52384370e77b7032862a08c440a9bc4dc",
        "0".repeat(96));
    add("sev-snp", "a measurement without a name", "\"name\": \"1.4.0\", ", "");
    add("sev-snp", "a bit that isn't known", "\"ecc\"", "\"nothing\"");
    add(
        "sev-snp",
        "threads by a bare true",
        "{ \"allow\": \"the provider's hosts share cores\" }",
        "true");
    added("sev-snp", "VMPL 4", "\"vmpl\": { \"require\": [4] }");
    added("sev-snp", "VMPL of somebody", "\"vmpl\": { \"require\": [\"guest\"] }");
    added("sev-snp", "a guest's number that is ignored", "\"guestSvn\": { \"ignore\": \"why\" }");
    added("sev-snp", "an ABI without a minor number", "\"abi\": { \"require\": { \"major\": 1 } }");
    added("sev-snp", "a chip of 7 bytes", "\"deniedChips\": [\"" + "0".repeat(14) + "\"]");
    added("sev-snp", "mitigations of no bits", "\"launchMitigations\": { \"require\": 0 }");
    added(
        "sev-snp",
        "a simulated root",
        "\"anchors\": [{ \"name\": \"mine\", \"sha256\": \""
            + "a".repeat(64)
            + "\", \"simulated\": false }]");
    added("sev-snp", "a member of Azure's", "\"secureBoot\": { \"require\": true }");
  }

  private void nvidia() {
    added("nvidia-gpu", "an unknown member", "\"mrdt\": 1");
    add("nvidia-gpu", "version 2", "\"version\": 1,", "\"version\": 2,");
    added("nvidia-switch", "an unknown member", "\"mrdt\": 1");
    add("nvidia-switch", "version 2", "\"version\": 1,", "\"version\": 2,");
    add("nvidia-gpu", "a count without switches", "\"gpus\": 1, \"switches\": 0", "\"gpus\": 1");
    add("nvidia-gpu", "65 devices", "\"gpus\": 1", "\"gpus\": 65");
    add("nvidia-gpu", "an unknown architecture", "\"hopper\"", "\"volta\"");
    add("nvidia-gpu", "an unknown mode", "[\"confidential\"]", "[\"open\"]");
    add("nvidia-gpu", "an empty list of drivers", "[\"550.90.07\", \"550.144.03\"]", "[]");
    add("nvidia-gpu", "a driver that isn't a text", "\"550.90.07\"", "550");
    add("nvidia-gpu", "an empty list of denied devices", "[\"0x412921ce551e4eeda3\"]", "[]");
    add("nvidia-gpu", "a device without a name", "\"0x412921ce551e4eeda3\"", "\"\"");
    add(
        "nvidia-gpu",
        "a nonce that is required to be false",
        "\"nonce\": { \"require\": true }",
        "\"nonce\": { \"require\": false }");
    added("nvidia-gpu", "a hold without a reason", "\"hold\": { \"allow\": \" \" }");
    added("nvidia-switch", "a GPU's member", "\"driver\": { \"ignore\": \"none\" }");
  }

  private void composite() {
    add(
        "composite",
        "an unknown member",
        "\"version\": 1,\n  \"kind\"",
        "\"version\": 1, \"more\": 1,\n  \"kind\"");
    add("composite", "version 2", "\"version\": 1,\n  \"kind\"", "\"version\": 2,\n  \"kind\"");
    add("composite", "an unknown kind of device", "\"nvidia-gpu\"", "\"other-gpu\"");
    add("composite", "a machine of composite evidence", "\"sev-snp\"", "\"composite\"");
    add(
        "composite",
        "a machine's policy that is spoilt",
        "\"bootLoader\": 10",
        "\"bootLoader\": -1");
    add("composite", "a device's policy that is spoilt", "\"hopper\"", "\"volta\"");
    add(
        "composite",
        "a nonce that is required to be false",
        "\"nonce\": { \"require\": true },\n  \"publicKey\"",
        "\"nonce\": { \"require\": false },\n  \"publicKey\"");
    add(
        "composite",
        "a key that is ignored without a reason",
        "\"read from the verified claims\"",
        "\"\"");
  }
}
