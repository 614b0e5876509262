// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.command;

/// What a program that ended left behind.
///
/// @param status its exit status
/// @param output the first 256 KiB of its standard output
/// @param errors the first 256 KiB of its standard error
public record CommandResult(int status, String output, String errors) {}
