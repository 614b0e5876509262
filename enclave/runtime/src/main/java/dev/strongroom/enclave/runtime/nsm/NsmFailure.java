// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

/// Why a command failed. Codes are stable; they appear in JSON and metrics.
public sealed interface NsmFailure {
  /// A stable name.
  String code();

  /// The same for people.
  String describe();

  /// The module has refused the command and done nothing.
  record Refused(NsmError error) implements NsmFailure {
    @Override
    public String code() {
      return "nsm-refused";
    }

    @Override
    public String describe() {
      return "the NSM refuses: " + error.wireName();
    }
  }

  /// The module has refused the command, with an error that this version doesn't know.
  record RefusedOtherwise(String error) implements NsmFailure {
    @Override
    public String code() {
      return "nsm-refused-otherwise";
    }

    @Override
    public String describe() {
      return "the NSM refuses for a reason that isn't known here: " + error;
    }
  }

  /// The response isn't one to the command. What the command does may have been done.
  ///
  /// @param rule a stable name of the rule that was broken, such as `cbor.duplicate-key`
  /// @param offset where, in bytes from the start of the response
  /// @param detail the same for people
  record MalformedResponse(String rule, int offset, String detail) implements NsmFailure {
    @Override
    public String code() {
      return "nsm-malformed-response";
    }

    @Override
    public String describe() {
      return "malformed response of the NSM: " + detail + " at byte " + offset;
    }
  }

  /// The operating system couldn't reach the module. Of commands that change something, nobody
  /// knows whether they were carried out.
  ///
  /// @param operation the system call
  /// @param errno Linux's error number
  record DeviceUnavailable(String operation, int errno) implements NsmFailure {
    @Override
    public String code() {
      return "nsm-unavailable";
    }

    @Override
    public String describe() {
      String meaning =
          switch (errno) {
            case 1, 13 -> "permission denied";
            case 2, 6, 19 -> "no such device";
            case 25 -> "not an NSM";
            case 110 -> "no answer in time";
            default -> "failed";
          };
      return "NSM: " + operation + ": " + meaning + " (errno " + errno + ")";
    }
  }

  /// The request would be longer than [Nsm#MAX_REQUEST] and wasn't sent.
  ///
  /// @param length in bytes, encoded
  record RequestTooLarge(int length) implements NsmFailure {
    @Override
    public String code() {
      return "nsm-request-too-large";
    }

    @Override
    public String describe() {
      return "request to the NSM of " + length + " bytes, " + Nsm.MAX_REQUEST + " allowed";
    }
  }

  /// Other users of the enclave can open the device, and that couldn't be changed.
  record NodeOpenToOthers() implements NsmFailure {
    @Override
    public String code() {
      return "nsm-node-open";
    }

    @Override
    public String describe() {
      return "the NSM's node is open to others, and can't be taken away from them";
    }
  }

  /// The module isn't one that this version knows how to rely on.
  ///
  /// @param detail what is different
  record UnexpectedModule(String detail) implements NsmFailure {
    @Override
    public String code() {
      return "nsm-unexpected-module";
    }

    @Override
    public String describe() {
      return "the NSM isn't as expected: " + detail;
    }
  }

  /// A PCR isn't in the state that it has to be in.
  ///
  /// @param index which
  /// @param detail what is wrong
  record UnexpectedPcr(int index, String detail) implements NsmFailure {
    @Override
    public String code() {
      return "nsm-unexpected-pcr";
    }

    @Override
    public String describe() {
      return "PCR" + index + " of the NSM " + detail;
    }
  }

  /// The device has been closed on our side; the command wasn't sent.
  record Closed() implements NsmFailure {
    @Override
    public String code() {
      return "nsm-closed";
    }

    @Override
    public String describe() {
      return "the NSM is closed";
    }
  }
}
