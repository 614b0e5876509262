// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.custody.AttestedHttp;
import dev.strongroom.channel.custody.AttestedHttp.Answer;
import dev.strongroom.channel.custody.CustodyPaths;
import dev.strongroom.channel.custody.MalformedCustodyException;
import dev.strongroom.channel.custody.QuorumStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What all steps of a ceremony do: verify the enclave, show the verdict, only then talk to it.
final class CeremonyStep {
  private final Console console;
  private final EnclaveOptions enclave;

  CeremonyStep(Console console, EnclaveOptions enclave) {
    this.console = console;
    this.enclave = enclave;
  }

  /// What a step does with a verified connection.
  interface Talk {
    /// Talks, and returns the exit status.
    int over(AttestedConnection connection, QuorumStatus status)
        throws IOException, UsageException, RefusedByEnclaveException;
  }

  /// Verifies the enclave, reads its status and runs the step.
  ///
  /// @return the exit status
  int run(Talk talk) throws UsageException {
    try (AttestedConnection connection = enclave.connect(console, Optional.empty())) {
      new TextReport(console).verdict(enclave.address(), connection.verified().verdict());
      console.out().println();
      return talk.over(connection, status(connection));
    } catch (ChannelException e) {
      e.verdict().ifPresent(verdict -> new TextReport(console).verdict(enclave.address(), verdict));
      console.out().println("  NOT CONNECTED  " + Printable.of(e.getMessage()));
      return ExitStatus.REFUSED;
    } catch (RefusedByEnclaveException e) {
      console.out().println("  REFUSED  " + Printable.of(String.valueOf(e.getMessage())));
      return ExitStatus.REFUSED;
    } catch (IOException e) {
      throw new UsageException(enclave.address() + ": " + e.getMessage());
    }
  }

  private static QuorumStatus status(AttestedConnection connection)
      throws IOException, RefusedByEnclaveException {
    return status(AttestedHttp.get(connection, CustodyPaths.ROOT_SECRET));
  }

  /// Reads a status from an answer.
  static QuorumStatus status(Answer answer) throws RefusedByEnclaveException {
    try {
      return QuorumStatus.parse(good(answer));
    } catch (MalformedCustodyException e) {
      throw new RefusedByEnclaveException(
          "the enclave doesn't wait for operators: " + e.getMessage());
    }
  }

  /// The body of an answer that isn't an error.
  static Bytes good(Answer answer) throws RefusedByEnclaveException {
    if (answer.status() != 200) {
      String text = answer.body().asUtf8();
      throw new RefusedByEnclaveException(
          "the enclave says: " + answer.status() + " " + (text == null ? "" : text.strip()));
    }
    return answer.body();
  }

  /// Shows how far the enclave is.
  void show(QuorumStatus status) {
    line("state", status.phase().code());
    line("deployment", status.deployment());
    line("threshold", status.threshold() + " of " + status.operators().size());
    line("operators", names(status.operators()));
    if (!status.begun().isEmpty()) {
      line("birth asked", names(status.begun()));
    }
    if (status.phase() == QuorumStatus.Phase.BIRTH) {
      line("confirmed", names(status.confirmed()));
    }
    for (QuorumStatus.Release release : status.releases()) {
      line("released", names(release.operators()));
      line("  leading to", "identity " + release.identityKey().hex());
    }
    if (status.releases().size() > 1) {
      line("WARNING", "shares of different ceremonies: somebody uses an old file; they never mix");
    }
    console.out().flush();
  }

  /// Shows a line.
  void line(String label, String value) {
    console
        .out()
        .println("  " + label + " ".repeat(Math.max(1, 14 - label.length())) + Printable.of(value));
  }

  private static String names(List<String> names) {
    return names.isEmpty() ? "none" : String.join(" ", names);
  }
}
