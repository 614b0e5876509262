// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The files of the page, by the paths under which an enclave serves them. They are part of its
/// measured jars, so the measurement covers them; a visitor's browser can't know that.
public final class Console {
  /// Where the page is; its files are below.
  public static final String PATH = "/console/";

  /// Fields that belong to each file. Nothing comes from elsewhere, nothing goes elsewhere, and
  /// nothing that is written into the page becomes a script.
  public static final Map<String, String> FIELDS =
      Map.of(
          "cache-control", "no-store",
          "content-security-policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                  + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                  + " require-trusted-types-for 'script'; trusted-types 'none'",
          "cross-origin-opener-policy", "same-origin",
          "permissions-policy", "camera=(), geolocation=(), microphone=()",
          "referrer-policy", "no-referrer",
          "x-content-type-options", "nosniff");

  private static final List<String> OWN =
      List.of(
          "chat-files.js",
          "chat-gateway.js",
          "chat-receipt.js",
          "chat-stream.js",
          "chat.js",
          "console.css",
          "expected.js",
          "keys-forms.js",
          "keys-history.js",
          "keys-outcomes.js",
          "keys-passkey.js",
          "keys-policy.js",
          "keys-receipts.js",
          "keys-vault.js",
          "keys.js",
          "live.js",
          "log-memory.js",
          "log-source.js",
          "log-view.js",
          "log.js",
          "notary.js",
          "page.js",
          "prove-files.js",
          "prove.js",
          "receipts.js",
          "release.js",
          "remembered.js",
          "shown.js",
          "upgrade.js",
          "visit.js");

  private static final List<String> VERIFIER =
      List.of(
          "accepted.js",
          "answer/asked.js",
          "answer/chunks.js",
          "answer/digests.js",
          "answer/facts.js",
          "answer/findings.js",
          "answer/policy.js",
          "answer/said.js",
          "answer/statement.js",
          "answer/tokens.js",
          "answer/verify.js",
          "appraise.js",
          "base64url.js",
          "bytes.js",
          "cbor.js",
          "certificate.js",
          "checks.js",
          "der.js",
          "document.js",
          "ed25519.js",
          "evm/rlp.js",
          "evm/transaction.js",
          "genuine.js",
          "history/check.js",
          "history/dossier.js",
          "history/known-tree.js",
          "index.js",
          "json.js",
          "keys.js",
          "live.js",
          "log/consistency.js",
          "log/cosigners.js",
          "log/entries.js",
          "log/judge.js",
          "log/proofs.js",
          "log/tiles.js",
          "malformed.js",
          "message/byte-source.js",
          "message/chunks.js",
          "message/fields.js",
          "message/hkdf.js",
          "message/hpke.js",
          "message/keys.js",
          "message/padding.js",
          "message/refused.js",
          "message/request.js",
          "message/response.js",
          "message/sealed-chunks.js",
          "message/send.js",
          "path.js",
          "policy.js",
          "receipt/anchor-checks.js",
          "receipt/base64.js",
          "receipt/canonical.js",
          "receipt/checkpoint.js",
          "receipt/checks.js",
          "receipt/compact.js",
          "receipt/entry-checks.js",
          "receipt/entry.js",
          "receipt/epoch-checks.js",
          "receipt/epoch-entry.js",
          "receipt/evidence-checks.js",
          "receipt/fields.js",
          "receipt/file.js",
          "receipt/instant.js",
          "receipt/log-checks.js",
          "receipt/malformed.js",
          "receipt/manifest.js",
          "receipt/merkle.js",
          "receipt/note.js",
          "receipt/of-enclave.js",
          "receipt/parse.js",
          "receipt/policy.js",
          "receipt/proof-entry.js",
          "receipt/question.js",
          "receipt/quorum.js",
          "receipt/range.js",
          "receipt/recovery-entry.js",
          "receipt/sentences.js",
          "receipt/sha256.js",
          "receipt/signed.js",
          "receipt/time-checks.js",
          "receipt/verify.js",
          "receipt/vkey.js",
          "receipt/witness-checks.js",
          "release/key.js",
          "release/policy.js",
          "release/refused.js",
          "release/release.js",
          "request/page-key.js",
          "request/prepare.js",
          "requirement.js",
          "signature.js",
          "time.js",
          "unproven.js");

  private static final Map<String, PageFile> FILES = files();

  private Console() {}

  /// The file at a path of an enclave.
  public static Optional<PageFile> find(String path) {
    return Optional.ofNullable(FILES.get(path));
  }

  /// All of them, by path.
  public static Map<String, PageFile> all() {
    return FILES;
  }

  private static Map<String, PageFile> files() {
    Map<String, PageFile> files = new LinkedHashMap<>();
    files.put(PATH, read("page/index.html"));
    OWN.forEach(name -> files.put(PATH + name, read("page/" + name)));
    VERIFIER.forEach(name -> files.put(PATH + "verifier/" + name, read("verifier/" + name)));
    return Map.copyOf(files);
  }

  private static PageFile read(String name) {
    try (InputStream in = Console.class.getResourceAsStream(name)) {
      String text =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
      return new PageFile(type(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException("a file of the page can't be read: " + name, e);
    }
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.'))) {
      case ".html" -> "text/html; charset=utf-8";
      case ".css" -> "text/css; charset=utf-8";
      default -> "text/javascript; charset=utf-8";
    };
  }
}
