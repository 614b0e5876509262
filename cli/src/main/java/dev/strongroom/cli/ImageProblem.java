// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

/// Why nothing can be said about an image.
///
/// @param code stable; `unreadable` if the file can't be read
/// @param offset in the file or ramdisk; negative if there is none
/// @param message for people
record ImageProblem(String code, long offset, String message) {}
