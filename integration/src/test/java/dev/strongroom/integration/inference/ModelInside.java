// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/// A server of models inside an enclave of its own: says `token 0`, `token 1`, … each when it is
/// permitted, and then that it is done.
final class ModelInside implements Service {
  private final int tokens;
  private final Semaphore permitted = new Semaphore(0);
  private final List<String> asked = new CopyOnWriteArrayList<>();

  ModelInside(int tokens) {
    this.tokens = tokens;
  }

  Semaphore permitted() {
    return permitted;
  }

  List<String> asked() {
    return asked;
  }

  @Override
  public Handler start(Enclave enclave) {
    return request -> {
      asked.add(String.valueOf(request.body().asUtf8()));
      return Response.streaming(
          200,
          Map.of("content-type", "text/event-stream"),
          out -> {
            for (int i = 0; i < tokens; i++) {
              permitted.acquire();
              out.write(("data: {\"token\":" + i + "}\n\n").getBytes(StandardCharsets.UTF_8));
              out.flush();
            }
            out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
          });
    };
  }
}
