// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

/// The log isn't what was mirrored before, grown. The mirror stays as it was.
public final class MirrorRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final Why why;

  /// What was found. The codes are stable.
  public enum Why {
    /// The log's key didn't sign the checkpoint, or it is of another log.
    WRONG_SIGNATURE("wrong-signature"),
    /// The checkpoint is of a shorter tree than the mirror's.
    ROLLED_BACK("rolled-back"),
    /// The log signed two trees that contradict each other.
    FORKED("forked"),
    /// What the log serves isn't what it signed.
    NOT_AS_SIGNED("not-as-signed"),
    /// The mirror's own files aren't those of its checkpoint.
    MIRROR_DAMAGED("mirror-damaged");

    private final String code;

    Why(String code) {
      this.code = code;
    }

    /// The stable name.
    public String code() {
      return code;
    }
  }

  /// @param why what was found
  /// @param problem for people
  MirrorRefusedException(Why why, String problem) {
    super(problem);
    this.why = why;
  }

  /// What was found.
  public Why why() {
    return why;
  }
}
