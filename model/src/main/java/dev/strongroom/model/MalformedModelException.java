// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.model;

/// A file that isn't as GGUF has it.
public final class MalformedModelException extends Exception {
  private static final long serialVersionUID = 1;

  /// What is wrong.
  public enum Problem {
    /// It doesn't begin with `GGUF`.
    NOT_GGUF("not-gguf"),
    /// A version other than 3, or numbers with their greatest byte first.
    VERSION("version"),
    /// It ends too early.
    TRUNCATED("truncated"),
    /// More entries, tensors, items or bytes than are read.
    TOO_MANY("too-many"),
    /// A key that is empty, too long, or of other characters than keys have.
    KEY("key"),
    /// A key or a tensor's name that was there before.
    TWICE("twice"),
    /// A type that isn't one.
    TYPE("type"),
    /// A truth value that is neither 0 nor 1.
    TRUTH("truth"),
    /// Text that is too long or isn't UTF-8.
    TEXT("text"),
    /// Lists of lists.
    NESTED("nested"),
    /// An alignment that isn't a power of two from 8 to 65536.
    ALIGNMENT("alignment"),
    /// An entry that has to be there isn't.
    MISSING("missing"),
    /// An entry with a value that it can't have.
    VALUE("value"),
    /// A tensor's name that is empty or too long.
    TENSOR_NAME("tensor-name"),
    /// A tensor of no dimension, of more than four, or with one that can't be.
    DIMENSIONS("dimensions"),
    /// A tensor that doesn't begin where the one before it ends.
    OFFSET("offset"),
    /// A tensor that isn't wholly in the file.
    OUTSIDE("outside"),
    /// Bytes that aren't 0 between two parts, or bytes after the last one.
    LEFT_OVER("left-over");

    private final String code;

    Problem(String code) {
      this.code = code;
    }

    /// The stable name.
    public String code() {
      return code;
    }
  }

  private final Problem problem;
  private final long offset;

  /// @param offset where in the file, in bytes
  /// @param detail for people
  public MalformedModelException(Problem problem, long offset, String detail) {
    super(problem.code() + ", offset " + offset + ": " + detail);
    this.problem = problem;
    this.offset = offset;
  }

  /// What is wrong.
  public Problem problem() {
    return problem;
  }

  /// Where in the file, in bytes.
  public long offset() {
    return offset;
  }
}
