// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

/// Judges what the host says to a request (`docs/storage-protocol.md`, sections 4 and 5).
final class Answers {
  private static final int DONE = 0;
  private static final int CONFLICT = 1;
  private static final int TOO_LARGE = 2;
  private static final int MALFORMED = 3;
  private static final int UNAVAILABLE = 4;
  private static final int DISK_FULL = 5;

  private Answers() {}

  /// What an answer to `request` says.
  ///
  /// @throws StorageException if it says that the request failed
  /// @throws MalformedAnswerException if no honest host would say it
  static <A> A judge(Request<A> request, int status, AnswerReader body)
      throws StorageException, MalformedAnswerException {
    if (status == DONE) {
      A answer = request.decode(body);
      body.end();
      return answer;
    }
    StorageFailure failure = failure(request, status, body);
    body.end();
    throw new StorageException(failure);
  }

  private static StorageFailure failure(Request<?> request, int status, AnswerReader body)
      throws MalformedAnswerException {
    return switch (status) {
      case CONFLICT -> conflict(request, body);
      case TOO_LARGE -> new StorageFailure.TooLarge("the host finds the request too large");
      case MALFORMED -> new StorageFailure.Malformed("the host can't read the request");
      case UNAVAILABLE -> new StorageFailure.Unavailable();
      case DISK_FULL -> {
        if (!request.isWrite()) {
          throw new MalformedAnswerException("a reader's full disk");
        }
        yield new StorageFailure.DiskFull();
      }
      default -> throw new MalformedAnswerException("status " + status);
    };
  }

  private static StorageFailure conflict(Request<?> request, AnswerReader body)
      throws MalformedAnswerException {
    int index = body.count();
    long current = body.versionOrAbsent();
    if (current == request.expected(index)) {
      throw new MalformedAnswerException("conflict with the very version that was expected");
    }
    return new StorageFailure.Conflict(index, current);
  }

  /// Why the host ends the connection, as its last answer says.
  static StorageFailure farewell(int status) throws MalformedAnswerException {
    return switch (status) {
      case TOO_LARGE, MALFORMED ->
          new StorageFailure.ConnectionLost("the host couldn't read a request");
      case UNAVAILABLE -> new StorageFailure.ConnectionLost("the host gave up the connection");
      default -> throw new MalformedAnswerException("connection ended with status " + status);
    };
  }

  /// Why the host refuses a connection, as its hello says.
  static StorageFailure refusal(int status) throws MalformedAnswerException {
    return switch (status) {
      case MALFORMED -> new StorageFailure.NotConnected("the host speaks no version in common");
      case UNAVAILABLE -> new StorageFailure.NotConnected("the host takes no more connections");
      default -> throw new MalformedAnswerException("hello with status " + status);
    };
  }
}
