// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.endorsements.Subject.EncryptedPlatform;
import dev.strongroom.endorsements.Subject.IntelQuote;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Intel's provisioning certification service, or a PCCS, version 4: what a platform's levels are
/// worth, how a quoting enclave looks, and which certificates were revoked.
final class IntelCollateral {
  private static final int LIMIT = 4 << 20;
  private static final String SGX = "/sgx/certification/v4";
  private static final String TDX = "/tdx/certification/v4";
  // 1.2.840.113741.1.13.1, and its member 4.
  private static final Bytes PLATFORM = Bytes.fromHex("2a864886f84d010d01");
  private static final Bytes FMSPC = Bytes.fromHex("2a864886f84d010d0104");
  private static final Bytes PLATFORM_CA = Bytes.utf8("PCK Platform CA");
  private static final Bytes PROCESSOR_CA = Bytes.utf8("PCK Processor CA");

  private final Desk desk;
  private final Services services;

  IntelCollateral(Desk desk, Services services) {
    this.desk = desk;
    this.services = services;
  }

  void fetch(IntelQuote quote, Collected collected) throws InterruptedException {
    List<Item> _ =
        collected.tried(() -> {
          URI url =
              services.intelRoot().orElse(Services.under(services.intel(), SGX + "/rootcacrl"));
          return desk.ask(Question.get(url, LIMIT), Forms::revocationList);
        });
    String api = quote.tdx() ? TDX : SGX;
    Question identity = question(api + "/qe/identity", "SGX-Enclave-Identity-Issuer-Chain");
    List<Item> _ =
        collected.tried(() ->
            desk.ask(
                identity,
                (asked, answer, _) ->
                    signed(
                        asked,
                        answer,
                        Endorsements.Type.QE_IDENTITY,
                        quote.tdx() ? "TD_QE" : "QE",
                        "")));
    try {
      Certificate platform = platform(quote, collected);
      ofPlatform(platform, api, quote.tdx(), collected);
    } catch (FetchException e) {
      collected.failed(e);
    }
  }

  private void ofPlatform(Certificate pck, String api, boolean tdx, Collected collected)
      throws FetchException, InterruptedException {
    String fmspc = fmspc(pck).hex();
    Question levels = question(api + "/tcb?fmspc=" + fmspc, "TCB-Info-Issuer-Chain");
    List<Item> _ =
        collected.tried(() ->
            desk.ask(
                levels,
                (asked, answer, _) ->
                    signed(asked, answer, Endorsements.Type.TCB_INFO, tdx ? "TDX" : "SGX", fmspc)));
    Question revoked =
        question(
            SGX + "/pckcrl?ca=" + authority(pck) + "&encoding=der", "SGX-PCK-CRL-Issuer-Chain");
    List<Item> _ = collected.tried(() -> desk.ask(revoked, Forms::revocationList));
  }

  /// The platform's certificate: out of the quote, or asked for by what the quote says.
  private Certificate platform(IntelQuote quote, Collected collected)
      throws FetchException, InterruptedException {
    if (!quote.chain().isEmpty()) {
      try {
        return Certificate.parse(quote.chain().getFirst());
      } catch (DerException e) {
        throw new FetchException("PCK certificate", Problem.MALFORMED, e.getMessage());
      }
    }
    EncryptedPlatform named =
        quote
            .platform()
            .orElseThrow(() ->
                new FetchException(
                    "PCK certificate", Problem.NOT_SERVED, "the quote doesn't name its platform"));
    Question question =
        question(
            SGX
                + "/pckcert?encrypted_ppid="
                + named.ppid().hex()
                + "&cpusvn="
                + named.cpuSvn().hex()
                + "&pcesvn="
                + named.pceSvn().hex()
                + "&pceid="
                + named.pceId().hex(),
            "SGX-PCK-Certificate-Issuer-Chain");
    List<Item> items =
        desk.ask(
            question,
            (asked, answer, _) -> {
              List<Item> all = new ArrayList<>();
              all.add(
                  Forms.item(
                      asked,
                      Endorsements.Type.CERTIFICATE,
                      Forms.certificate(asked, answer.body()).encoded()));
              all.addAll(Forms.headerChain(asked, answer));
              return all;
            });
    collected.add(items);
    return Forms.certificate(question, items.getFirst().content());
  }

  /// An object that Intel signed, exactly as it was served.
  private static List<Item> signed(
      Question question, Answer answer, Endorsements.Type type, String id, String fmspc)
      throws FetchException {
    String member = type == Endorsements.Type.TCB_INFO ? "tcbInfo" : "enclaveIdentity";
    try {
      JsonNode whole = JsonNode.parse(Forms.text(question, answer.body()));
      String _ = whole.member("signature").text();
      JsonNode content = whole.member(member);
      String found = content.member("id").text();
      if (!found.equals(id)) {
        throw question.failed(Problem.DIFFERS, "about " + found + " instead of " + id);
      }
      // Documents differ in the case of these digits.
      if (!fmspc.isEmpty()
          && !content.member("fmspc").text().toLowerCase(Locale.ROOT).equals(fmspc)) {
        throw question.failed(Problem.DIFFERS, "about platform " + content.member("fmspc").text());
      }
    } catch (MalformedJsonException e) {
      throw question.failed(Problem.MALFORMED, e.getMessage());
    }
    List<Item> items = new ArrayList<>();
    items.add(Forms.item(question, type, answer.body()));
    items.addAll(Forms.headerChain(question, answer));
    return items;
  }

  private static Bytes fmspc(Certificate pck) throws FetchException {
    Bytes extension = pck.extensions().values().get(PLATFORM);
    try {
      if (extension != null) {
        DerReader members = DerReader.of(extension).enter(DerReader.SEQUENCE);
        while (members.more()) {
          DerReader member = members.enter(DerReader.SEQUENCE);
          if (member.content(DerReader.OBJECT_IDENTIFIER).equals(FMSPC)) {
            return member.content(DerReader.OCTET_STRING);
          }
        }
      }
    } catch (DerException e) {
      throw new FetchException("TCB info", Problem.MALFORMED, "PCK certificate: " + e.getMessage());
    }
    throw new FetchException("TCB info", Problem.NOT_SERVED, "the PCK certificate has no FMSPC");
  }

  private static String authority(Certificate pck) throws FetchException {
    if (Forms.contains(pck.issuer(), PLATFORM_CA)) {
      return "platform";
    }
    if (Forms.contains(pck.issuer(), PROCESSOR_CA)) {
      return "processor";
    }
    throw new FetchException("PCK revocation list", Problem.NOT_SERVED, "of an unknown authority");
  }

  private Question question(String path, String header) {
    return Question.withChain(Services.under(services.intel(), path), header, LIMIT);
  }
}
