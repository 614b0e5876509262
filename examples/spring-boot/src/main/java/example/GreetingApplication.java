// SPDX-License-Identifier: Apache-2.0
package example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// An ordinary Spring Boot application.
@SpringBootApplication
@RestController
public class GreetingApplication {

  /// An answer, as JSON.
  public record Greeting(String greeting, String from) {}

  public static void main(String[] arguments) {
    SpringApplication.run(GreetingApplication.class, arguments);
  }

  @GetMapping("/greeting")
  Greeting greeting(String name) {
    return new Greeting("hello, " + name, "Spring Boot in an enclave");
  }
}
