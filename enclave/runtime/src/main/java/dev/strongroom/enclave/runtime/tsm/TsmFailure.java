// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

/// Why there is no report. Codes are stable; they appear in JSON and metrics.
public sealed interface TsmFailure {
  /// A stable name.
  String code();

  /// The same for people.
  String describe();

  /// The kernel has no configfs-tsm, or configfs isn't mounted.
  record Missing(String path) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-missing";
    }

    @Override
    public String describe() {
      return "no " + path + ": the kernel is older than 6.7, or configfs isn't mounted";
    }
  }

  /// The kernel has configfs-tsm, but no driver that makes reports: this isn't a confidential
  /// virtual machine, or the driver isn't loaded.
  record NoProvider() implements TsmFailure {
    @Override
    public String code() {
      return "tsm-no-provider";
    }

    @Override
    public String describe() {
      return "configfs-tsm has no provider: no sev-guest or tdx-guest driver is loaded";
    }
  }

  /// Reports of a kind that isn't known here.
  ///
  /// @param name as the kernel says it, printable
  record UnknownProvider(String name) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-unknown-provider";
    }

    @Override
    public String describe() {
      return "configfs-tsm has a provider that isn't known here: " + name;
    }
  }

  /// The provider is busy with another report, and stayed so.
  ///
  /// @param attempts how often it was asked
  record Busy(int attempts) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-busy";
    }

    @Override
    public String describe() {
      return "the TSM stayed busy through " + attempts + " attempts";
    }
  }

  /// The kernel refuses what was asked: a length, or a privilege level.
  ///
  /// @param operation the system call and the attribute
  record Refused(String operation) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-refused";
    }

    @Override
    public String describe() {
      return "the TSM refuses: " + operation;
    }
  }

  /// Neither kernel nor hypervisor answered in time. A report may be under way.
  ///
  /// @param operation what was waited for
  record TimedOut(String operation) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-timeout";
    }

    @Override
    public String describe() {
      return "no answer of the TSM in time: " + operation;
    }
  }

  /// The thread that waited was interrupted. A report may be under way.
  record Interrupted() implements TsmFailure {
    @Override
    public String code() {
      return "tsm-interrupted";
    }

    @Override
    public String describe() {
      return "interrupted while the TSM made a report";
    }
  }

  /// The report is empty.
  record EmptyReport() implements TsmFailure {
    @Override
    public String code() {
      return "tsm-empty-report";
    }

    @Override
    public String describe() {
      return "the TSM's report is empty";
    }
  }

  /// An attribute is longer than is ever accepted.
  ///
  /// @param attribute its name
  /// @param limit in bytes
  record TooLarge(String attribute, int limit) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-too-large";
    }

    @Override
    public String describe() {
      return attribute + " of the TSM has more than " + limit + " bytes";
    }
  }

  /// Somebody else wrote to our entry, each time that it was tried.
  ///
  /// @param attempts how often
  record Conflict(int attempts) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-conflict";
    }

    @Override
    public String describe() {
      return "the TSM's generation wasn't ours in " + attempts + " attempts";
    }
  }

  /// An attribute doesn't say what it must.
  ///
  /// @param attribute its name
  /// @param detail what is wrong
  record MalformedAttribute(String attribute, String detail) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-malformed-attribute";
    }

    @Override
    public String describe() {
      return attribute + " of the TSM: " + detail;
    }
  }

  /// The request can't be bound by such evidence; the kernel wasn't asked.
  ///
  /// @param detail why
  record Unbindable(String detail) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-unbindable";
    }

    @Override
    public String describe() {
      return "evidence of the TSM can't bind that: " + detail;
    }
  }

  /// A system call failed otherwise.
  ///
  /// @param operation the call and the attribute
  /// @param errno Linux's error number
  record SystemCall(String operation, int errno) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-system-call";
    }

    @Override
    public String describe() {
      return "TSM: " + operation + " failed (errno " + errno + ")";
    }
  }

  /// The host's quote generation service can't be reached, or broke off: TDX only.
  ///
  /// @param detail how it failed
  record QuoteServiceUnavailable(String detail) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-quote-unavailable";
    }

    @Override
    public String describe() {
      return "the host's quote generation service gave no answer: " + detail;
    }
  }

  /// The host's quote generation service refused.
  ///
  /// @param error its number
  record QuoteRefused(int error) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-quote-refused";
    }

    @Override
    public String describe() {
      return "the host's quote generation service refused: error 0x%x".formatted(error);
    }
  }

  /// What the host answered is no quote.
  ///
  /// @param detail what is wrong
  record MalformedQuote(String detail) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-quote-malformed";
    }

    @Override
    public String describe() {
      return "the host's answer is no quote: " + detail;
    }
  }

  /// What the host answered is a quote of something else than what was asked.
  ///
  /// @param field that differs
  record ForeignQuote(String field) implements TsmFailure {
    @Override
    public String code() {
      return "tsm-quote-foreign";
    }

    @Override
    public String describe() {
      return "the host's quote isn't of this machine's report: another " + field;
    }
  }

  /// The device has been closed on our side.
  record Closed() implements TsmFailure {
    @Override
    public String code() {
      return "tsm-closed";
    }

    @Override
    public String describe() {
      return "the TSM device is closed";
    }
  }
}
