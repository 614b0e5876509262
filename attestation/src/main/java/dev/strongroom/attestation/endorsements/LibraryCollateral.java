// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.Set;

/// What quote verification libraries keep: all of Intel's collateral as texts of one object.
final class LibraryCollateral {
  private static final Set<String> CHAINS =
      Set.of(
          "pck_crl_issuer_chain",
          "tcb_info_issuer_chain",
          "qe_identity_issuer_chain",
          "pck_certificate_chain");

  private static final Set<String> LISTS = Set.of("root_ca_crl", "pck_crl");

  private LibraryCollateral() {}

  /// What was signed is the text of a member, so the answer is put together around it again, byte
  /// by byte.
  static Endorsements read(JsonNode object, String from) throws MalformedJsonException {
    Endorsements all = Endorsements.NONE;
    for (String name : object.names()) {
      JsonNode member = object.member(name);
      if (CHAINS.contains(name)) {
        all = with(member, all, GivenFile.pem(member.text(), from));
      } else if (LISTS.contains(name)) {
        all = with(member, all, GivenFile.hex(name, member.text(), from));
      } else if (name.equals("tcb_info")) {
        all = with(member, all, answer(object, Endorsements.Type.TCB_INFO, "tcbInfo", name, from));
      } else if (name.equals("qe_identity")) {
        all =
            with(
                member,
                all,
                answer(object, Endorsements.Type.QE_IDENTITY, "enclaveIdentity", name, from));
      } else if (!name.equals("tcb_info_signature") && !name.equals("qe_identity_signature")) {
        throw member.error("unknown");
      }
    }
    return all;
  }

  private static Endorsements answer(
      JsonNode object, Endorsements.Type type, String outer, String name, String from)
      throws MalformedJsonException {
    JsonNode signed = object.member(name);
    JsonNode signature = object.member(name + "_signature");
    // One whole object: else a text could close this one and open another.
    JsonNode.parse(signed.text()).names();
    String digits;
    try {
      digits = Bytes.fromHex(signature.text()).hex();
    } catch (IllegalArgumentException e) {
      throw signature.error("not hexadecimal digits");
    }
    return GivenFile.one(
        type,
        Bytes.utf8("{\"" + outer + "\":" + signed.text() + ",\"signature\":\"" + digits + "\"}"),
        from);
  }

  private static Endorsements with(JsonNode place, Endorsements all, Endorsements more)
      throws MalformedJsonException {
    try {
      return all.with(more);
    } catch (IllegalArgumentException e) {
      throw place.error(String.valueOf(e.getMessage()));
    }
  }
}
