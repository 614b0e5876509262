// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import dev.strongroom.integration.ai.AiProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A stream that has begun and stands still, through both gateways, while everybody's memory is
/// searched: whoever has to have its words does, which shows that they'd be found.
///
/// @param number of its request
record HeldStream(AiProcess ai, HttpClient http, Canaries canaries, int number) {
  private static final int ATTEMPTS = 300;

  /// Looks at both hosts, and into those who read the stream.
  ///
  /// @return canaries that are in the memory of those, by their names
  Map<String, Set<String>> look(HostView view, GatewayUp near, GatewayUp far, ModelProcess model)
      throws IOException, InterruptedException {
    HttpResponse<java.io.InputStream> answer = begun();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      String first = lines.readLine();
      if (first == null || !first.contains(canaries.of(Said.ANSWER, number))) {
        throw new IOException("the stream doesn't begin: " + first);
      }
      Map<String, Set<String>> inside = new TreeMap<>();
      view.look(near);
      view.look(far);
      inside.put("strongroom ai", view.inside(ai.process().pid()));
      inside.put("the gateway's enclave", view.inside(near.enclave().orElseThrow()));
      inside.put("the enclave behind it", view.inside(far.enclave().orElseThrow()));
      inside.put("the server of models", view.inside(model.pid()));
      model.release(http);
      String last = first;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line.isEmpty() ? last : line;
      }
      if (!last.equals("data: [DONE]")) {
        throw new IOException("the stream ended by " + last);
      }
      return inside;
    }
  }

  /// Asks until the last crash is over.
  private HttpResponse<java.io.InputStream> begun() throws IOException, InterruptedException {
    Asked held = Asked.held(canaries, number);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(ai.uri() + held.path()))
            .header("content-type", held.type())
            .POST(BodyPublishers.ofString(held.body()))
            .build();
    for (int i = 0; i < ATTEMPTS; i++) {
      HttpResponse<java.io.InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
      if (answer.statusCode() == 200) {
        return answer;
      }
      answer.body().close();
      Thread.sleep(200);
    }
    throw new IOException("nobody answers");
  }
}
