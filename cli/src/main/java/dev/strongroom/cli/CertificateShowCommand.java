// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom certificate show`: which certificate does the enclave have for its names?
@Command(
    name = "show",
    description = {
      "Shows which certificate an enclave has for its names, and why it has no newer one.",
      "",
      "Its key's SHA-256 is what to look for in Certificate Transparency: a certificate for one of"
          + " the names with another key isn't this enclave's (docs/certificates.md)."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom certificate show",
      "  strongroom certificate show --at vault.example.com:443 --policy policy.json --json",
      "",
      "Exit status: 0 it has one, 1 it has none or is refused, 2 out of reach, or wrong usage."
    })
final class CertificateShowCommand implements Callable<Integer> {
  private static final List<String> SHOWN =
      List.of("sha256", "serial", "issuer", "notBefore", "notAfter", "keySha256");

  private final Console console;

  @Mixin private NotaryOptions enclave = new NotaryOptions();

  @Option(names = "--json", description = "Print what the enclave says, as it says it.")
  private boolean json;

  CertificateShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return EnclaveSession.run(console, enclave, this::show);
  }

  private int show(EnclaveSession session)
      throws IOException, InterruptedException, UsageException, RefusedByEnclaveException {
    String text = session.get(EnclaveSession.CERTIFICATES);
    JsonNode view = session.view(text);
    try {
      boolean there = view.optional("certificate").isPresent();
      if (json) {
        console.out().println(Printable.of(text.strip()));
      } else {
        write(view);
      }
      console.out().flush();
      return there ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
    } catch (MalformedJsonException e) {
      throw new RefusedByEnclaveException("the answer isn't one: " + e.getMessage());
    }
  }

  private void write(JsonNode view) throws MalformedJsonException {
    line("source", view.member("source").text());
    for (JsonNode domain : view.member("domains").items()) {
      line("name", domain.text());
    }
    Optional<JsonNode> certificate = view.optional("certificate");
    if (certificate.isPresent()) {
      for (String member : SHOWN) {
        line(member, certificate.get().member(member).text());
      }
    } else {
      line("certificate", "none");
    }
    line(
        "entries",
        view.member("ledger").flag()
            ? String.valueOf(view.member("entries").integer(0, Integer.MAX_VALUE))
            : "not entered in a log");
    Optional<JsonNode> problem = view.optional("problem");
    if (problem.isPresent()) {
      line(
          "problem",
          problem.get().member("code").text()
              + ": "
              + problem.get().member("detail").anyText()
              + " ("
              + problem.get().member("time").text()
              + ")");
    }
  }

  private void line(String name, String value) {
    console.out().printf("  %-12s %s%n", name, Printable.of(value));
  }
}
