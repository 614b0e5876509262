// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.first;
import static dev.strongroom.attestation.nitro.Expectation.only;
import static dev.strongroom.attestation.nvidia.NvidiaTable.measured;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements.Item;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.xml.crypto.dsig.Transform;

/// Rules about reference manifests, each broken once.
final class ManifestRules {
  private static final FakeNvidia NVIDIA = NvidiaTable.NVIDIA;

  private ManifestRules() {}

  static void addTo(NvidiaTable table) {
    manifests(table);
    manifestSigner(table);
    manifestForm(table);
  }

  private static final String[] UNFIT = {
    "gpu-0.vbios-manifest measurement-not-accepted", "policy.vbios-manifest endorsement-missing"
  };

  private static void manifests(NvidiaTable table) {
    Item driver = FakeManifest.driver().item();
    Item vbios = FakeManifest.vbios().item();
    table.endorsed("manifest: both", measured(), accepted(), List.of(driver, vbios));
    table.endorsed(
        "manifest: the same twice", measured(), accepted(), List.of(driver, vbios, vbios));
    table.endorsed(
        "manifest: neither",
        measured(),
        only(
            "policy.driver-manifest endorsement-missing",
            "policy.vbios-manifest endorsement-missing"),
        List.of());
    table.endorsed(
        "manifest: none of VBIOS",
        measured(),
        only("policy.vbios-manifest endorsement-missing"),
        List.of(driver));
    table.endorsed(
        "manifest: none of the driver",
        measured(),
        only("policy.driver-manifest endorsement-missing"),
        List.of(vbios));
    table.endorsed(
        "manifest: another measurement in the report",
        NVIDIA.gpu(0).block(5, Bytes.zeros(48)),
        measured(),
        only(UNFIT),
        List.of(driver, vbios));
    table.endorsed(
        "manifest: one index too high",
        measured(),
        only(UNFIT),
        List.of(driver, FakeManifest.vbios().active(19, FakeNvidia.measurement(19)).item()));
    table.endorsed(
        "manifest: measurement that the report hasn't",
        measured(),
        only(UNFIT),
        List.of(driver, FakeManifest.vbios().active(50, Bytes.zeros(48)).item()));
    table.endorsed(
        "manifest: the second of two alternatives",
        measured(),
        accepted(),
        List.of(
            driver,
            FakeManifest.vbios().active(3, Bytes.zeros(48), FakeNvidia.measurement(4)).item()));
    Item decoder = FakeManifest.driver().active(35, Bytes.zeros(48)).item();
    table.endorsed(
        "manifest: decoder that is off", measured(), accepted(), List.of(decoder, vbios));
    table.endorsed(
        "manifest: decoder that is on",
        NVIDIA.gpu(0).opaque(11, "aa"),
        measured(),
        first("gpu-0.driver-manifest measurement-not-accepted"),
        List.of(decoder, vbios));
    table.endorsed(
        "manifest: decoder of which nothing is said",
        NVIDIA.gpu(0).without(11),
        measured(),
        first("gpu-0.driver-manifest measurement-not-accepted"),
        List.of(decoder, vbios));
    table.endorsed(
        "manifest: an index in both",
        measured(),
        only("gpu-0.manifest-conflict endorsement-invalid"),
        List.of(FakeManifest.driver().active(7, FakeNvidia.measurement(8)).item(), vbios));
    for (UnaryOperator<FakeManifest> other :
        List.<UnaryOperator<FakeManifest>>of(
            m -> m.version("96.00.9F.00.02"), m -> m.product("GB100"), m -> m.edition("SWITCH"))) {
      table.endorsed(
          "manifest: of something else " + table.mutations().size(),
          measured(),
          only("policy.vbios-manifest endorsement-missing"),
          List.of(driver, other.apply(FakeManifest.vbios()).item()));
    }
    table.endorsed(
        "manifest: two of the same version",
        measured(),
        only(
            "gpu-0.vbios-manifest endorsement-invalid",
            "policy.vbios-manifest endorsement-missing"),
        List.of(driver, vbios, FakeManifest.vbios().active(21, Bytes.zeros(48)).item()));
  }

  private static void manifestSigner(NvidiaTable table) {
    Item driver = FakeManifest.driver().item();
    String xml = FakeManifest.vbios().xml();
    String first = FakeNvidia.measurement(1).hex();
    String[] unsigned = {
      "manifest-1.signature signature-invalid",
      "gpu-0.vbios-manifest unverifiable",
      "policy.vbios-manifest endorsement-missing"
    };
    table.endorsed(
        "manifest: measurement changed after signing",
        measured(),
        only(unsigned),
        List.of(driver, FakeManifest.item(xml.replace(first, "00".repeat(48)))));
    table.endorsed(
        "manifest: measurement added after signing",
        measured(),
        only(unsigned),
        List.of(
            driver,
            FakeManifest.item(
                xml.replace(
                    "<Payload>",
                    "<Payload><Resource index=\"99\" active=\"False\" alternatives=\"1\" h:Hash0=\""
                        + first
                        + "\"/>"))));
    FakeManifest stranger = FakeManifest.vbios();
    stranger.chain().root().keys(dev.strongroom.attestation.fixtures.FakeNitro.p384());
    table.endorsed(
        "manifest: by a root that isn't pinned",
        measured(),
        first("manifest-1.path.root untrusted-root", "manifest-1.signature unverifiable"),
        List.of(driver, stranger.item()));
    table.endorsed(
        "manifest: by a root that is pinned for devices",
        NvidiaPolicies.lenient(dev.strongroom.attestation.EvidenceKind.NVIDIA_GPU)
            .anchor(NVIDIA.anchor())
            .anchor(FakeManifest.anchor())
            .requireVbiosManifest(),
        first("manifest-0.path.root untrusted-root"),
        List.of(FakeManifest.vbios().item()));
    FakeManifest expired = FakeManifest.vbios();
    expired
        .chain()
        .leaf()
        .validity(Instant.parse("2025-01-01T00:00:00Z"), FakeNvidia.TIME.minusSeconds(1));
    Item late = expired.item();
    table.endorsed(
        "manifest: signer expired",
        measured(),
        first("manifest-1.path.validity expired", "policy.vbios-manifest endorsement-missing"),
        List.of(driver, late));
    table.endorsed(
        "manifest: signer expired, which is allowed",
        measured().allowExpiredManifest("test"),
        accepted(),
        List.of(driver, late));
    FakeManifest authority = FakeManifest.vbios();
    authority.chain().leaf().ca(-1);
    table.endorsed(
        "manifest: signer is a CA",
        measured(),
        first("manifest-1.path.authorities wrong-authority"),
        List.of(driver, authority.item()));
  }

  private static void malformed(NvidiaTable table, String name, String xml) {
    table.endorsed(
        "manifest: " + name,
        measured(),
        only(
            "gpu-0.vbios-manifest endorsement-malformed",
            "policy.vbios-manifest endorsement-missing"),
        List.of(FakeManifest.driver().item(), FakeManifest.item(xml)));
  }

  private static void manifestForm(NvidiaTable table) {
    String c14n = "http://www.w3.org/2006/12/xml-c14n11";
    String xml = FakeManifest.vbios().xml();
    String signature = xml.substring(xml.indexOf("<Signature "), xml.indexOf("</SoftwareId"));
    malformed(table, "no XML", "manifest");
    malformed(table, "with a DTD", "<!DOCTYPE SoftwareIdentity>" + xml);
    malformed(
        table,
        "with an entity from outside",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>"
            + xml.replace("name=\"t\"", "name=\"&x;\""));
    malformed(table, "without a signature", xml.replace(signature, ""));
    malformed(table, "with two signatures", xml.replace(signature, signature + signature));
    malformed(
        table, "wrapped in another", xml.replace("<Entity", "<Extra>" + xml + "</Extra><Entity"));
    malformed(table, "with a second payload", xml.replace("<Payload>", "<Payload/><Payload>"));
    malformed(
        table,
        "with something after the signature",
        xml.replace(signature, signature + "<Entity name=\"x\"/>"));
    malformed(table, "with a comment", xml.replace("<Payload>", "<!-- x --><Payload>"));
    malformed(table, "with text", xml.replace("<Payload>", "text<Payload>"));
    malformed(
        table,
        "signed by reference to an id",
        FakeManifest.vbios().xml("#00", List.of(Transform.ENVELOPED, c14n)));
    malformed(
        table,
        "signed with one transform",
        FakeManifest.vbios().xml("", List.of(Transform.ENVELOPED)));
    malformed(
        table,
        "signed with other transforms",
        FakeManifest.vbios()
            .xml("", List.of(Transform.ENVELOPED, "http://www.w3.org/2001/10/xml-exc-c14n#")));
    malformed(
        table,
        "with an XPath",
        xml.replaceFirst(
            "<Transform Algorithm=\"" + c14n.replace(".", "\\.") + "\"/>",
            "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\">"
                + "<XPath>true()</XPath></Transform>"));
    malformed(
        table,
        "with a weaker digest",
        xml.replace(
            "http://www.w3.org/2001/04/xmldsig-more#sha384",
            "http://www.w3.org/2000/09/xmldsig#sha1"));
    malformed(
        table,
        "with an object in the signature",
        xml.replace("</Signature>", "<Object/></Signature>"));
    malformed(table, "index twice", xml.replace("index=\"1\"", "index=\"0\""));
    malformed(table, "index that isn't one", xml.replace("index=\"1\"", "index=\"-1\""));
    malformed(
        table, "neither active nor not", xml.replaceFirst("active=\"True\"", "active=\"maybe\""));
    malformed(
        table,
        "alternatives missing",
        xml.replaceFirst("alternatives=\"1\"", "alternatives=\"2\""));
    malformed(
        table,
        "hash of another length",
        xml.replace(FakeNvidia.measurement(1).hex(), "00".repeat(32)));
    malformed(
        table, "signature that isn't base64", xml.replace("<SignatureValue>", "<SignatureValue>?"));
    malformed(table, "digest cut", xml.replaceFirst("<DigestValue>....", "<DigestValue>"));
    malformed(
        table,
        "certificate that isn't base64",
        xml.replaceFirst("<X509Certificate>", "<X509Certificate>="));
    malformed(table, "nested without end", "<a>".repeat(9000));
    malformed(table, "longer than 256 KiB", xml + " ".repeat(256 * 1024));
  }
}
