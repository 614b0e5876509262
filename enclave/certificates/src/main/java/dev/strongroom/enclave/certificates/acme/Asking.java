// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates.acme;

import dev.strongroom.enclave.certificates.CertificateException;
import dev.strongroom.enclave.certificates.CertificateProblem;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;

/// Asks the authority, and names what goes wrong.
final class Asking {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private Asking() {}

  /// A question.
  @FunctionalInterface
  interface Question<T> {
    T ask() throws AcmeException, InterruptedException;
  }

  /// Asks.
  ///
  /// @throws CertificateException if there is no answer, or not the one that was asked for
  static <T> T of(Question<T> question) throws CertificateException, InterruptedException {
    try {
      return question.ask();
    } catch (AcmeLazyLoadingException e) {
      throw e.getCause() instanceof AcmeException known ? named(known) : malformed(e);
    } catch (AcmeException e) {
      throw named(e);
    } catch (ElsewhereException e) {
      throw new CertificateException(
          CertificateProblem.ELSEWHERE, String.valueOf(e.getMessage()), e);
    } catch (AcmeProtocolException | IllegalStateException | IllegalArgumentException e) {
      // The library's own words for an answer that lacks something, or has too much.
      throw malformed(e);
    }
  }

  private static CertificateException malformed(Exception e) {
    return new CertificateException(
        CertificateProblem.MALFORMED, String.valueOf(e.getMessage()), e);
  }

  private static CertificateException named(AcmeException e) {
    return switch (e) {
      case AcmeRateLimitedException limited ->
          new CertificateException(
              CertificateProblem.RATE_LIMITED,
              said(limited.getProblem()),
              e,
              limited.getRetryAfter().orElse(null));
      case AcmeUserActionRequiredException action ->
          new CertificateException(CertificateProblem.TERMS, said(action.getProblem()), e);
      case AcmeServerException refused ->
          new CertificateException(CertificateProblem.REFUSED, said(refused.getProblem()), e);
      case AcmeNetworkException network -> unreachable(network);
      default ->
          new CertificateException(CertificateProblem.REFUSED, String.valueOf(e.getMessage()), e);
    };
  }

  private static CertificateException unreachable(AcmeNetworkException network) {
    for (@Nullable Throwable cause = network; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return new CertificateException(
            CertificateProblem.UNTRUSTED, String.valueOf(cause.getMessage()), network);
      }
    }
    Throwable cause = network.getCause() instanceof IOException io ? io : network;
    return new CertificateException(
        CertificateProblem.UNREACHABLE,
        cause.getClass().getSimpleName() + ": " + cause.getMessage(),
        network);
  }

  /// What an authority says is wrong.
  static String said(Problem problem) {
    String type = String.valueOf(problem.getType());
    String detail = problem.getDetail().or(problem::getTitle).orElse("no detail");
    return type.substring(type.lastIndexOf(':') + 1) + ": " + detail;
  }

  /// Waits until the authority has come to an end with something.
  ///
  /// @return the status that it has then, one of `ends`
  /// @throws CertificateException if that takes too long
  static Status ended(PollableResource resource, Set<Status> ends)
      throws CertificateException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      Optional<Instant> again = of(resource::fetch);
      Status status = of(resource::getStatus);
      if (ends.contains(status)) {
        return status;
      }
      Duration asked =
          again.map(time -> Duration.between(Instant.now(), time)).orElse(Duration.ZERO);
      Duration next = asked.compareTo(pause) > 0 ? asked : pause;
      if (System.nanoTime() + next.toNanos() - until >= 0) {
        throw new CertificateException(
            CertificateProblem.LATE, "still " + status + " after " + PATIENCE, null);
      }
      Thread.sleep(next);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }
}
