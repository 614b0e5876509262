// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

/// A file of the page.
///
/// @param type its media type
/// @param text its content, to be sent as UTF-8
public record PageFile(String type, String text) {}
