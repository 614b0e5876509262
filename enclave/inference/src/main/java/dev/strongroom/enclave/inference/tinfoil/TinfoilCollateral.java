// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.tinfoil;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What makers vouch for, as a document of version 3 passes it on. Nobody vouches for the list
/// itself: each item is signed by its maker, and whoever verifies evidence checks that and its
/// dates.
final class TinfoilCollateral {
  private static final String VCEK = "https://tinfoil.sh/collateral/amd-vcek/v1";
  private static final String AMD_LIST = "https://tinfoil.sh/collateral/amd-crl/v1";
  private static final String INTEL = "https://tinfoil.sh/collateral/intel-pcs/v1";
  private static final String SOURCE = "the server's own document";
  private static final int MOST = 64;

  private TinfoilCollateral() {}

  /// Reads the entries that are about processors; the others are passed over.
  ///
  /// @param list the document's member; may be absent
  static Endorsements read(Optional<JsonNode> list) throws MalformedJsonException {
    if (list.isEmpty() || (list.get().value() instanceof List<?> none && none.isEmpty())) {
      return Endorsements.NONE;
    }
    List<JsonNode> entries = list.get().items();
    if (entries.size() > MOST) {
      throw list.get().error("more than " + MOST);
    }
    List<Item> items = new ArrayList<>();
    for (JsonNode entry : entries) {
      JsonNode data = entry.member("data");
      switch (entry.member("format").text()) {
        case VCEK -> {
          add(items, Endorsements.Type.CERTIFICATE, data.member("vcek_der_base64"));
          Optional<JsonNode> chain = data.optional("cert_chain_pem");
          if (chain.isPresent()) {
            certificates(items, chain.get().text());
          }
        }
        case AMD_LIST ->
            add(items, Endorsements.Type.REVOCATION_LIST, data.member("crl_der_base64"));
        case INTEL -> {
          for (JsonNode response : data.member("responses").items()) {
            intel(items, response);
          }
        }
        default -> {}
      }
    }
    try {
      return new Endorsements(items);
    } catch (IllegalArgumentException e) {
      throw list.get().error(String.valueOf(e.getMessage()));
    }
  }

  /// One answer of Intel's service: what it is shows in its address, and the certificates of who
  /// signed it stand in a header field, as PEM in the escapes of addresses.
  private static void intel(List<Item> items, JsonNode response) throws MalformedJsonException {
    String path = response.member("url").text().split("\\?", 2)[0];
    Endorsements.Type type =
        path.endsWith("/tcb")
            ? Endorsements.Type.TCB_INFO
            : path.endsWith("/qe/identity")
                ? Endorsements.Type.QE_IDENTITY
                : Endorsements.Type.REVOCATION_LIST;
    add(items, type, response.member("body_base64"));
    Optional<JsonNode> headers = response.optional("headers");
    if (headers.isEmpty()) {
      return;
    }
    for (String name : headers.get().names()) {
      JsonNode values = headers.get().member(name);
      if (name.toLowerCase(Locale.ROOT).endsWith("-issuer-chain")) {
        for (JsonNode value : values.items()) {
          certificates(items, unescaped(value));
        }
      }
    }
  }

  private static String unescaped(JsonNode value) throws MalformedJsonException {
    try {
      return URLDecoder.decode(value.text().replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw value.error("not in the escapes of addresses");
    }
  }

  private static void certificates(List<Item> items, String pem) throws MalformedJsonException {
    for (Bytes certificate : EndorsementFile.pem(pem).of(Endorsements.Type.CERTIFICATE)) {
      items.add(new Item(Endorsements.Type.CERTIFICATE, certificate, SOURCE));
    }
  }

  private static void add(List<Item> items, Endorsements.Type type, JsonNode base64)
      throws MalformedJsonException {
    items.add(new Item(type, TinfoilDocument.base64(base64), SOURCE));
  }

  /// What a relying party has itself, and what was passed on to it. Of what has a date and says
  /// that something is no longer good, the relying party's own is taken and nothing beside it: what
  /// is passed on might be the older one that is still in force.
  static Endorsements merged(Endorsements own, Endorsements brought) {
    List<Item> added =
        brought.items().stream()
            .filter(item ->
                item.type() == Endorsements.Type.CERTIFICATE || own.of(item.type()).isEmpty())
            .toList();
    return own.with(new Endorsements(added));
  }
}
