// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring.shop;

import dev.strongroom.client.spring.AttestedClient;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/// Uses the client.
@Component
public class Desk {
  private final RestClient greeter;

  Desk(@AttestedClient("greeter") RestClient greeter) {
    this.greeter = greeter;
  }

  /// A greeting out of the enclave.
  public String greet(String name) {
    return String.valueOf(
        greeter.get().uri("/hello?name={name}", name).retrieve().body(String.class));
  }
}
