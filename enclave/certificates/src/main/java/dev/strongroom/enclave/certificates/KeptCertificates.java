// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.certificates.CertificateKeeper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What of the certificates can be reached: how it stands with them, the receipts of what was
/// entered, and, where the operator brings them, a request and the way in. Nothing of it is secret.
final class KeptCertificates implements CertificateKeeper.Kept {
  private static final String REQUEST = CertificateKeeper.PATH + "/request";
  private static final Pattern ENTRY =
      Pattern.compile(Pattern.quote(CertificateKeeper.PATH) + "/entries/([1-9][0-9]{0,8})");

  private final CertificateSettings settings;
  private final SealedRecords records;
  private final EntryBook book;
  private final Shelf shelf;
  private final Standing standing;
  private final Optional<AcmeSource> authority;
  private final Optional<OwnSource> operator;

  private KeptCertificates(
      CertificateSettings settings,
      SealedRecords records,
      EntryBook book,
      Shelf shelf,
      Standing standing,
      Optional<AcmeSource> authority,
      Optional<OwnSource> operator) {
    this.settings = settings;
    this.records = records;
    this.book = book;
    this.shelf = shelf;
    this.standing = standing;
    this.authority = authority;
    this.operator = operator;
  }

  static KeptCertificates ofAuthority(
      CertificateSettings settings,
      SealedRecords records,
      EntryBook book,
      Shelf shelf,
      Standing standing,
      AcmeSource source) {
    return new KeptCertificates(
        settings, records, book, shelf, standing, Optional.of(source), Optional.empty());
  }

  static KeptCertificates ofOperator(
      CertificateSettings settings,
      SealedRecords records,
      EntryBook book,
      Shelf shelf,
      Standing standing,
      OwnSource source) {
    return new KeptCertificates(
        settings, records, book, shelf, standing, Optional.empty(), Optional.of(source));
  }

  @Override
  public void serving() {
    authority.ifPresent(AcmeSource::start);
  }

  @Override
  public Response handle(Request request) throws InterruptedException {
    boolean get = request.method().equals("GET");
    Matcher entry = ENTRY.matcher(request.path());
    try {
      if (request.path().equals(CertificateKeeper.PATH)) {
        return get ? shown() : put(request);
      }
      if (entry.matches() && get) {
        return book.receipt(Integer.parseInt(entry.group(1)))
            .map(receipt -> Response.json(200, receipt))
            .orElseGet(KeptCertificates::nothing);
      }
      if (request.path().equals(REQUEST) && get && operator.isPresent()) {
        return new Response(
            200,
            Map.of("content-type", "application/x-pem-file"),
            Bytes.utf8(operator.get().request()));
      }
      return nothing();
    } catch (CertificateException e) {
      return error(e.problem().cheap() ? 503 : 400, e.problem().code(), e.detail());
    }
  }

  private Response put(Request request) throws CertificateException, InterruptedException {
    if (operator.isEmpty() || !request.method().equals("PUT")) {
      return error(405, "method-not-allowed", operator.isEmpty() ? "only GET" : "only GET and PUT");
    }
    if (request.body().length() > ChainText.LONGEST) {
      return error(413, "too-long", "more than " + ChainText.LONGEST + " bytes");
    }
    // What is refused goes to whoever brought it: anybody may, so nothing of it gets into the log.
    operator.get().install(Optional.ofNullable(request.body().asUtf8()).orElse(""));
    return shown();
  }

  private Response shown() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("version", 1);
    members.put("source", authority.isPresent() ? "acme" : "own");
    members.put("domains", settings.domains().stream().sorted().toList());
    members.put("ledger", settings.ledger());
    members.put("entries", book.count());
    shelf.current().ifPresent(held -> members.put("certificate", held.description()));
    standing.problem().ifPresent(problem -> members.put("problem", problem));
    return Response.json(200, FlatJson.text(members));
  }

  private static Response nothing() {
    return error(404, "not-found", "there is nothing here");
  }

  private static Response error(int status, String code, String message) {
    return Response.json(
        status, FlatJson.text(Map.of("error", Map.of("code", code, "message", message))));
  }

  @Override
  public void close() {
    authority.ifPresent(AcmeSource::close);
    records.close();
  }
}
