// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.backend.Backend;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A back end that does what a test says.
final class ScriptedBackend implements Backend {
  private final String name;
  private final List<BackendCall> calls = new CopyOnWriteArrayList<>();
  private volatile Script script;

  /// What it does.
  interface Script {
    BackendAnswer answer(BackendCall call) throws BackendException, InterruptedException;
  }

  ScriptedBackend(String name, Script script) {
    this.name = name;
    this.script = script;
  }

  void does(Script next) {
    script = next;
  }

  List<BackendCall> calls() {
    return calls;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public BackendAnswer send(BackendCall call) throws BackendException, InterruptedException {
    calls.add(call);
    return script.answer(call);
  }

  @Override
  public void close() {}

  static Script json(int status, String body) {
    return _ -> new BackendAnswer(status, "application/json", in(body));
  }

  static Script events(String body) {
    return _ -> new BackendAnswer(200, "text/event-stream", in(body));
  }

  /// The beginning of a stream, and then the connection breaks.
  static Script cutEvents(String body) {
    return _ -> new BackendAnswer(200, "text/event-stream", cut(body));
  }

  static Script fails(BackendException.Problem problem, String detail) {
    return _ -> {
      throw new BackendException(problem, detail);
    };
  }

  static InputStream in(String body) {
    return new ByteArrayInputStream(Bytes.utf8(body).toByteArray());
  }

  /// Something that happens in the middle of an answer.
  interface Happening {
    void happens() throws Exception;
  }

  /// One part, something that happens, another part.
  static InputStream between(String first, Happening happening, String second) {
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(
                in(first),
                new InputStream() {
                  @Override
                  public int read() {
                    return -1;
                  }

                  @Override
                  public int read(byte[] bytes, int offset, int length) {
                    try {
                      happening.happens();
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                    return -1;
                  }
                },
                in(second))));
  }

  static InputStream cut(String body) {
    return new SequenceInputStream(
        in(body),
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("broken off");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("broken off");
          }
        });
  }
}
