// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// The walker itself: that it does what pages say, and that it finds what isn't so.
class WalkTest {
  private static final Path ROOT = Path.of("..");
  private static final String LOG = "log.md";
  private static final Pattern STEP = Pattern.compile("\\| `` (.*) `` \\| .* \\|");

  private static final Pattern INSTALL =
      Pattern.compile("^sudo apt-get install ([a-z0-9.+ -]+)$", Pattern.MULTILINE);

  @TempDir private Path folder = Path.of("");

  private List<Walker.Step> walk(String page) throws Exception {
    return new Walker(
            folder,
            Map.of("PATH", System.getenv("PATH")),
            Files.createTempDirectory(folder, "walker"),
            Duration.ofSeconds(20))
        .walk(Page.parse(page));
  }

  private Walker.Step last(String page) throws Exception {
    return walk(page).getLast();
  }

  @Test
  void goesThroughAPage() throws Exception {
    List<Walker.Step> steps =
        walk(
            """
            ```sh
            WORD=kept
            cd /
            cat > "$OLDPWD/file" <<EOF
            $WORD
            EOF
            cat \\
              "$OLDPWD/file"
            ```

            ```output
            k…t
            ```

            ```sh status=3
            (exit 3)
            ```

            ```sh background
            trap 'echo bye > stopped; exit' INT; echo ready; while :; do sleep 0.1; done
            ```

            ```output
            ready
            ```

            <!-- walk: stop -->

            ```sh
            cat "$OLDPWD/stopped"
            ```

            ```output
            bye
            ```

            ```sh elsewhere
            rm -r /nothing
            ```
            """);
    assertThat(steps).allMatch(Walker.Step::good).hasSize(8);
    assertThat(steps.get(5).outcome()).isEqualTo("runs");
    assertThat(steps.getLast().outcome()).isEqualTo("not walked");
    assertThat(WalkLog.markdown(LocalDate.EPOCH, "a machine", "a way", Map.of("page", steps)))
        .contains("1970-01-01. a machine. a way.", "| `` (exit 3) `` |", "8 commands, none");
  }

  @Test
  void findsWhatIsNotAsThePageSays() throws Exception {
    assertThat(last("```sh\nfalse\necho on\n```\n").outcome()).isEqualTo("STATUS 1");
    assertThat(last("```sh status=1\ntrue\n```\n").good()).isFalse();
    assertThat(last("```sh\necho one\n```\n```output\ntwo\n```\n").outcome())
        .isEqualTo("DIDN'T SHOW: two");
    assertThat(last("```sh\nprintf 'b\\na\\n'\n```\n```output\na\nb\n```\n").good()).isFalse();
    assertThat(last("```sh background\ntrue\n```\n").good()).isFalse();
    assertThat(last("```sh background\necho x; sleep 9\n```\n```output\ny\n```\n").good())
        .isFalse();
    assertThat(last("```sh\nexit 0\n```\n").outcome()).isEqualTo("DIDN'T END");
  }

  @Test
  void refusesPagesThatItCannotRead() {
    assertThatThrownBy(() -> Page.parse("```sh\n")).hasMessageContaining("isn't closed");
    assertThatThrownBy(() -> Page.parse("```sh quickly\nx\n```\n")).hasMessageContaining("quickly");
    assertThatThrownBy(() -> Page.parse("```output\nx\n```\n")).hasMessageContaining("of what");
    assertThatThrownBy(() -> Page.parse("```sh\nx \\\n```\n")).hasMessageContaining("without end");
  }

  /// A page that changed has to be walked again before its log can be the log of it.
  @Test
  void theLogIsOfThePagesAsTheyAre() throws Exception {
    Path tutorials = ROOT.resolve("docs/tutorials");
    String log = Files.readString(tutorials.resolve(LOG));
    try (Stream<Path> files = Files.list(tutorials)) {
      List<Path> pages =
          Stream.concat(Stream.of(ROOT.resolve("README.md")), files)
              .filter(page -> page.toString().endsWith(".md") && !page.endsWith(LOG))
              .toList();
      assertThat(pages).hasSizeGreaterThan(8);
      for (Path page : pages) {
        List<String> said =
            Page.parse(Files.readString(page)).blocks().stream()
                .flatMap(WalkTest::typed)
                .map(WalkLog::shown)
                .toList();
        List<String> walked =
            said.isEmpty() ? List.of() : steps(log, ROOT.relativize(page).toString());
        assertThat(walked).as("walked of " + page).isEqualTo(said);
      }
    }
    assertThat(log).contains("none with a surprise");
  }

  /// The recording is of a walk through the README as it is, and shows what the README says.
  @Test
  void thePictureIsOfTheReadmeAsItIs() throws Exception {
    Document picture =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(ROOT.resolve("docs/pictures/walk.svg").toFile());
    assertThat(picture.getElementsByTagName("script").getLength()).isZero();
    String style = picture.getElementsByTagName("style").item(0).getTextContent();
    List<String> commands = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    NodeList groups = picture.getElementsByTagName("g");
    for (int i = 0; i < groups.getLength(); i++) {
      Element group = (Element) groups.item(i);
      Stream.of(group.getAttribute("class").split(" ", -1))
          .filter(name -> name.matches("[ks][0-9]+"))
          .forEach(name -> assertThat(style).contains("@keyframes " + name + " "));
      if (group.getAttribute("class").startsWith("command ")) {
        commands.add(lines(group).map(line -> line.substring(2)).collect(Collectors.joining("\n")));
        shown.add("");
      } else if (group.getAttribute("class").startsWith("shown ")) {
        shown.set(shown.size() - 1, lines(group).collect(Collectors.joining("\n")));
      }
    }
    List<Block> blocks = Page.parse(Files.readString(ROOT.resolve("README.md"))).blocks();
    List<String> said = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      if (!(blocks.get(i) instanceof Block.Elsewhere)) {
        typed(blocks.get(i)).forEach(said::add);
      }
      if (blocks.get(i) instanceof Block.Output output) {
        String last = said.isEmpty() ? "" : shown.get(said.size() - 1);
        assertThat(new Expectation(output.lines()).missingIn(last)).isEmpty();
      }
    }
    assertThat(commands).isEqualTo(said);
  }

  private static Stream<String> lines(Element group) {
    NodeList texts = group.getElementsByTagName("text");
    return IntStream.range(0, texts.getLength())
        .mapToObj(i -> (Element) texts.item(i))
        .filter(text -> !text.getAttribute("class").endsWith("took"))
        .map(Element::getTextContent);
  }

  @Test
  void aPictureShowsWhatWasWritten() {
    String svg =
        Picture.svg(
            List.of(
                new Walker.Step(
                    "up", "runs", true, Duration.ofSeconds(9), "\u001b[1mready\u001b[0m"),
                new Walker.Step("./test", "not walked", true, Duration.ZERO, ""),
                new Walker.Step(
                    "check \\\n  it",
                    "as the page says",
                    true,
                    Duration.ofMillis(1530),
                    "in /some/walk-7/home/.local\n  ✗ a < b && c\n" + "x".repeat(200))),
            LocalDate.EPOCH);
    assertThat(svg)
        .contains(">ready<", ">in ~/.local<", "a &lt; b &amp;&amp; c", ">9.0 s<", ">1.5 s<")
        .contains("Recorded on 1970-01-01", "@keyframes k2 ", "@keyframes s3 ")
        .doesNotContain("./test", "/some", "<script", "href");
    assertThatThrownBy(() ->
            Picture.svg(
                List.of(new Walker.Step("x", "", true, Duration.ZERO, "\u0007")), LocalDate.EPOCH))
        .hasMessageContaining("control characters");
  }

  /// What a newcomer is told to install is what the walk had, and nothing was there before.
  @Test
  void theLogIsOfACleanMachine() throws Exception {
    Matcher named = INSTALL.matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(named.find()).as("the README's line of packages").isTrue();
    assertThat(Files.readString(ROOT.resolve("docs/tutorials").resolve(LOG)))
        .contains(
            "of its smallest set of packages and " + named.group(1).replace(" ", ", ") + ";",
            "Nothing had been downloaded before");
  }

  private static Stream<String> typed(Block block) {
    return switch (block) {
      case Block.Commands commands -> commands.commands().stream();
      case Block.Background background -> Stream.of(background.command());
      case Block.Elsewhere elsewhere -> Stream.of(elsewhere.text());
      case Block.Output _, Block.Stop _ -> Stream.of();
    };
  }

  private static List<String> steps(String log, String page) {
    String heading = "## " + page + "\n";
    int from = log.indexOf(heading);
    assertThat(from).as("the log's part about " + page).isNotNegative();
    int to = log.indexOf("\n\n## ", from);
    return log.substring(from, to < 0 ? log.length() : to)
        .lines()
        .map(STEP::matcher)
        .filter(Matcher::matches)
        .map(step -> step.group(1))
        .toList();
  }
}
