// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring.shop;

import dev.strongroom.client.spring.AttestedClient;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/// The service inside, declared.
@AttestedClient("greeter")
@HttpExchange
public interface Greetings {
  /// Asks for a greeting.
  @GetExchange("/hello")
  String hello(@RequestParam("name") String name);
}
