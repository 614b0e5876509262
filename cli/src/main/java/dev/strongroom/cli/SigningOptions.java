// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What is to be signed by whom, and how that is asked for.
final class SigningOptions {
  @Mixin private VaultOptions vault = new VaultOptions();

  @Mixin private PayloadParameters payload = new PayloadParameters();

  @Mixin private ShareOptions share = new ShareOptions();

  @Option(
      names = "--request",
      paramLabel = "ID",
      description = "Repeated with the same id, it is done once.")
  private @Nullable String request;

  /// Made by the command-line library, which sets the fields.
  SigningOptions() {}

  /// Has it signed, and shows the signatures.
  ///
  /// @return the exit status
  int sign(Console console) throws UsageException {
    Map<String, Object> asked = new LinkedHashMap<>(payload.request());
    if (request != null) {
      asked.put("request", request);
    }
    return share.run(
        console,
        asked,
        body ->
            vault.run(
                console,
                session ->
                    session.tell(
                        payload.key().text(),
                        session.vault().post(payload.key().path("/sign"), body),
                        SignedText::write)));
  }

  /// Shows what would happen.
  ///
  /// @return the exit status
  int explain(Console console) throws UsageException {
    Map<String, Object> body = payload.request();
    return vault.run(
        console,
        session ->
            ExplanationText.tell(
                session, session.vault().post(payload.key().path("/explain"), body)));
  }
}
