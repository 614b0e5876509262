// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import dev.strongroom.client.ai.ModelError;

/// A request that the local endpoint doesn't pass on.
///
/// @param status of HTTP
/// @param error what a client shows
record LocalRefusal(int status, ModelError error) {
  LocalRefusal(int status, String code, String message) {
    this(status, new ModelError(code, message));
  }
}
