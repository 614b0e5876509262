// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the source of an image is: a git repository, and a commit in it.
///
/// @param repository its address, without anybody's user name or password
/// @param commit 40 small hexadecimal digits, or 64
public record SourceRevision(URI repository, String commit) {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");
  private static final Pattern SCP = Pattern.compile("([A-Za-z0-9_-]+@)?([A-Za-z0-9.-]+):([^/].*)");
  private static final Pattern SCHEME = Pattern.compile("https?|ssh|git");

  /// @throws IllegalArgumentException if it isn't as described
  public SourceRevision {
    boolean hasScheme =
        repository.getScheme() != null && SCHEME.matcher(repository.getScheme()).matches();
    if (!hasScheme || repository.getHost() == null) {
      throw new IllegalArgumentException(
          "no address of a repository that others reach (https, ssh, git): " + repository);
    }
    boolean secret =
        repository.getRawUserInfo() != null
            && (!repository.getScheme().equals("ssh") || repository.getRawUserInfo().contains(":"));
    if (secret) {
      throw new IllegalArgumentException("the repository's address holds a user's name");
    }
    if (!COMMIT.matcher(commit).matches()) {
      throw new IllegalArgumentException("no commit's full name: \"" + commit + "\"");
    }
  }

  /// Reads `URL@COMMIT`.
  ///
  /// @throws IllegalArgumentException if it isn't that
  public static SourceRevision parse(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1) {
      throw new IllegalArgumentException("not URL@COMMIT: \"" + text + "\"");
    }
    return of(text.substring(0, at), text.substring(at + 1));
  }

  /// Of an address as git writes it, `git@host:path` too; passwords in it are left out.
  ///
  /// @throws IllegalArgumentException if it isn't one that others reach
  public static SourceRevision of(String address, String commit) {
    Matcher scp = SCP.matcher(address);
    String text =
        !address.contains("://") && scp.matches()
            ? "ssh://"
                + (scp.group(1) == null ? "" : scp.group(1))
                + scp.group(2)
                + "/"
                + scp.group(3)
            : address;
    try {
      URI uri = new URI(text);
      boolean keepsUser = "ssh".equals(uri.getScheme()) && uri.getUserInfo() != null;
      String user = keepsUser ? uri.getUserInfo().replaceFirst(":.*", "") : null;
      return new SourceRevision(
          new URI(uri.getScheme(), user, uri.getHost(), uri.getPort(), uri.getPath(), null, null),
          commit);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no address: \"" + address + "\"", e);
    }
  }

  /// `URL@COMMIT`, as [#parse] reads it.
  @Override
  public String toString() {
    return repository + "@" + commit;
  }
}
