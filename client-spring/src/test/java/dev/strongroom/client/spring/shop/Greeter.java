// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring.shop;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A service to be asked: greets, and says how a request came.
public final class Greeter implements Service {
  /// How many requests came, in all enclaves of this process.
  public static final AtomicInteger REQUESTS = new AtomicInteger();

  /// JUnit makes one.
  public Greeter() {}

  @Override
  public Handler start(Enclave enclave) {
    return request -> {
      REQUESTS.incrementAndGet();
      return switch (request.path()) {
        case "/hello" -> Response.text(200, "hello " + request.query().replace("name=", ""));
        case "/protection" -> Response.text(200, request.protection().toString());
        case "/echo" ->
            new Response(
                200,
                Map.of(
                    "content-type", request.header("content-type").orElse("text/plain"),
                    "x-asked", request.header("x-asks").orElse("nothing")),
                request.body());
        case "/moved" -> new Response(302, Map.of("location", "/hello"), Bytes.EMPTY);
        default -> Response.text(404, "nothing here");
      };
    };
  }
}
