// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.wire.Link;
import dev.strongroom.enclave.runtime.wire.LinkDeadline;
import dev.strongroom.enclave.runtime.wire.VsockWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.time.Duration;

/// Intel's quote generation service on the host, which isn't trusted: what it answers is bounded in
/// length and time, and what it signs is looked at by [LocalTdReport#requireIn].
final class QuoteService {
  /// The service gives itself that long.
  private static final Duration WITHIN = Duration.ofSeconds(30);

  private final Dialling dialling;
  private final Duration within;

  /// @param within how long an answer may take
  QuoteService(Dialling dialling, Duration within) {
    this.dialling = dialling;
    this.within = within;
  }

  /// Has one thing said over a connection of its own.
  @FunctionalInterface
  interface Dialling {
    /// Connects, has it said, and closes.
    Bytes connected(Conversation conversation) throws IOException, TsmException;
  }

  /// What is said over a connection.
  @FunctionalInterface
  interface Conversation {
    Bytes over(Link link) throws IOException, TsmException;
  }

  /// The service of a host that a virtual machine reaches by vsock. Nothing is opened between two
  /// requests: they are rare, and the device is there before the enclave's wire.
  static QuoteService atHost(int hostCid) {
    return new QuoteService(
        conversation -> {
          try (VsockWire wire = VsockWire.open(hostCid)) {
            return over(wire, conversation);
          }
        },
        WITHIN);
  }

  /// The service at the other end of a wire.
  static QuoteService across(Wire wire, Duration within) {
    return new QuoteService(conversation -> over(wire, conversation), within);
  }

  private static Bytes over(Wire wire, Conversation conversation) throws IOException, TsmException {
    try (Link link = wire.dial(Wire.QUOTES)) {
      return conversation.over(link);
    }
  }

  /// Asks for the quote of a TDREPORT. The quote is whatever bytes the host likes, but not too
  /// many.
  ///
  /// @throws TsmException if there is none in time
  Bytes quote(Bytes report) throws TsmException {
    try {
      return dialling.connected(link -> exchange(link, report));
    } catch (IOException e) {
      throw new TsmException(
          new TsmFailure.QuoteServiceUnavailable(String.valueOf(e.getMessage())));
    }
  }

  private Bytes exchange(Link link, Bytes report) throws IOException, TsmException {
    LinkDeadline deadline = LinkDeadline.after(within, link);
    try {
      link.output().write(QuoteMessages.request(report).toByteArray());
      Bytes quote = QuoteMessages.quote(link.input());
      if (deadline.met()) {
        return quote;
      }
    } catch (IOException e) {
      if (deadline.met()) {
        throw e;
      }
    } catch (TsmException e) {
      boolean _ = deadline.met();
      throw e;
    }
    throw new TsmException(new TsmFailure.TimedOut("quote within " + within.toMillis() + " ms"));
  }
}
