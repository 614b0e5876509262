// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.engine;

/// An engine can't do it. Says nothing of the request.
public final class EngineException extends Exception {
  private static final long serialVersionUID = 1;

  /// Why.
  public enum Problem {
    /// Its library isn't there for this machine, isn't the one that is known, or doesn't load.
    LIBRARY("engine-library"),
    /// The weights aren't a model that it runs.
    WEIGHTS("weights-unusable"),
    /// The model has no template for messages, or one that the engine doesn't know.
    TEMPLATE("chat-template"),
    /// More tokens than the context has.
    TOO_LONG("context-exceeded"),
    /// Text or tokens that no model takes: a zero byte, no token, a token that there isn't.
    INPUT("input-unusable"),
    /// As many wait as may.
    BUSY("engine-busy"),
    /// The model can't do this.
    UNSUPPORTED("not-supported"),
    /// It failed, or there wasn't the memory.
    FAILED("engine-failed"),
    /// It was closed.
    CLOSED("engine-closed");

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

  /// @param detail for people; nothing of a request
  public EngineException(Problem problem, String detail) {
    super(problem.code() + ": " + detail);
    this.problem = problem;
  }

  /// Why.
  public Problem problem() {
    return problem;
  }
}
