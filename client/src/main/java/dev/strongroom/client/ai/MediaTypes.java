// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

/// Names of formats in `content-type` (RFC 9110, section 8.3.1), whose parameters don't count.
final class MediaTypes {
  private MediaTypes() {}

  static boolean isEventStream(String contentType) {
    return is(contentType, "text/event-stream");
  }

  static boolean isJson(String contentType) {
    return is(contentType, "application/json");
  }

  private static boolean is(String contentType, String type) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().equalsIgnoreCase(type);
  }
}
