// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import org.springframework.web.client.RestClient;

/// Where a client's builder begins: as the application sets up all of its clients.
@FunctionalInterface
interface BuilderSource {
  /// A new builder.
  RestClient.Builder builder();
}
