// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

/// Why the GPUs gave no evidence. Codes are stable.
public sealed interface NvmlFailure {
  /// A stable name.
  String code();

  /// The same for people.
  String describe();

  /// There is no such library, or it can't be loaded: no driver is installed, or of another
  /// architecture.
  ///
  /// @param library the name or path that was looked for
  record Missing(String library) implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-missing";
    }

    @Override
    public String describe() {
      return "no library " + library + ": NVIDIA's driver isn't installed here";
    }
  }

  /// The library has no such function: its driver is too old. Those of confidential computing came
  /// with release 535.
  record FunctionMissing(String function) implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-function-missing";
    }

    @Override
    public String describe() {
      return "the library has no " + function + ": a driver of release 535 or later is needed";
    }
  }

  /// A function failed as nvml.h says.
  record CallFailed(String function, NvmlError error) implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-" + error.label();
    }

    @Override
    public String describe() {
      return function + " failed: " + error.label();
    }
  }

  /// A function failed with a number that nvml.h doesn't have.
  record UnnamedError(String function, long number) implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-unknown-error";
    }

    @Override
    public String describe() {
      return function + " failed with " + number + ", which has no name";
    }
  }

  /// There are no GPUs.
  record NoGpus() implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-no-gpus";
    }

    @Override
    public String describe() {
      return "the driver sees no GPU";
    }
  }

  /// More GPUs than one piece of evidence may have.
  record TooManyGpus(long count, int most) implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-too-many-gpus";
    }

    @Override
    public String describe() {
      return count + " GPUs, at most " + most + " can be in one piece of evidence";
    }
  }

  /// Fewer GPUs than the measured configuration demands, or more than it allows.
  ///
  /// @param found how many the driver sees
  record WrongCount(long found, int least, int most) implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-wrong-count";
    }

    @Override
    public String describe() {
      return "the driver sees "
          + found
          + " GPUs, "
          + (least == most ? "" : "at least ")
          + least
          + " are demanded";
    }
  }

  /// The GPUs aren't in a confidential mode.
  record NotConfidential() implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-not-confidential";
    }

    @Override
    public String describe() {
      return "the GPUs are neither in confidential mode nor in one for several GPUs";
    }
  }

  /// A generation of GPUs whose reports aren't known.
  record UnknownArchitecture(long number) implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-unknown-architecture";
    }

    @Override
    public String describe() {
      return "a GPU of architecture " + number + ", which isn't known to give reports";
    }
  }

  /// A length that the library states is none: zero, or more than there is room for.
  record WrongLength(String what, long length, int most) implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-wrong-length";
    }

    @Override
    public String describe() {
      return what + " of " + length + " bytes, 1 to " + most + " are possible";
    }
  }

  /// The library wrote past the end of a structure: it has another layout than nvml.h of its API
  /// version. Nothing of the answer is used.
  record WroteBeyond(String function) implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-wrote-beyond";
    }

    @Override
    public String describe() {
      return function + " wrote past its structure: its layout is another than is known here";
    }
  }

  /// A text isn't printable ASCII, or has no end.
  record MalformedText(String what) implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-malformed-text";
    }

    @Override
    public String describe() {
      return what + " isn't printable ASCII";
    }
  }

  /// What a GPU answered isn't evidence.
  ///
  /// @param detail the verifier's code and what it says
  record MalformedEvidence(String detail) implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-malformed-evidence";
    }

    @Override
    public String describe() {
      return "a GPU's answer is no evidence: " + detail;
    }
  }

  /// A nonce of another length than 32 bytes, or nonce or key of a machine's evidence of none or
  /// more than 1,024.
  record Unbindable(String detail) implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-unbindable";
    }

    @Override
    public String describe() {
      return "can't be bound: " + detail;
    }
  }

  /// Too many callers wait already.
  record Busy() implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-busy";
    }

    @Override
    public String describe() {
      return "too many requests wait for the GPUs";
    }
  }

  /// No answer in time. What is under way in the driver can't be stopped: those who come after wait
  /// for it as well.
  record TimedOut(long milliseconds) implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-timed-out";
    }

    @Override
    public String describe() {
      return "no answer of the GPUs within " + milliseconds + " ms";
    }
  }

  /// The caller was interrupted.
  record Interrupted() implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-interrupted";
    }

    @Override
    public String describe() {
      return "interrupted while waiting for the GPUs";
    }
  }

  /// It was closed.
  record Closed() implements NvmlFailure {
    @Override
    public String code() {
      return "nvml-closed";
    }

    @Override
    public String describe() {
      return "the GPUs were closed";
    }
  }
}
