// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// What a command talks through.
///
/// @param in standard input
/// @param out standard output
/// @param err standard error
/// @param colour whether output goes to a terminal that wants colour
/// @param unicode whether output can show ticks and dashes
/// @param clock the time for live evidence
record Console(
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    boolean colour,
    boolean unicode,
    InstantSource clock) {

  /// The process's own. Whether standard output is a terminal is told by the start script: asking
  /// Java's console costs a tenth of a second.
  static Console ofProcess() {
    Charset charset = charset(System.getProperty("stdout.encoding"));
    boolean terminal = Boolean.getBoolean("strongroom.terminal");
    return new Console(
        new FileInputStream(FileDescriptor.in),
        writer(new FileOutputStream(FileDescriptor.out), charset),
        writer(new FileOutputStream(FileDescriptor.err), charset),
        terminal && wantsColour(System.getenv("NO_COLOR"), System.getenv("TERM")),
        charset.equals(StandardCharsets.UTF_8),
        InstantSource.system());
  }

  /// The convention of no-color.org: any value that isn't empty switches colour off.
  static boolean wantsColour(@Nullable String noColor, @Nullable String term) {
    return (noColor == null || noColor.isEmpty()) && !"dumb".equals(term);
  }

  void flush() {
    out.flush();
    err.flush();
  }

  private static Charset charset(@Nullable String name) {
    return name != null && Charset.isSupported(name)
        ? Charset.forName(name)
        : StandardCharsets.US_ASCII;
  }

  private static PrintWriter writer(OutputStream stream, Charset charset) {
    return new PrintWriter(new OutputStreamWriter(stream, charset));
  }
}
