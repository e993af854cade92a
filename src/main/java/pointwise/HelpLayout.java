package pointwise;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help of a command: options that it requires first, then the others by what they are of. */
final class HelpLayout {
  static final String REQUIRED = "Required";
  static final String OTHERS = "Of this command";

  /** Headings by the class that has the options, in their order. */
  private static final Map<String, String> HEADINGS = new LinkedHashMap<>();

  static {
    HEADINGS.put("ImageOptions", "Images");
    HEADINGS.put("ReadingOptions", "Images");
    HEADINGS.put("KernelOptions", "Kernels");
    HEADINGS.put("Extraction", "Network");
    HEADINGS.put("FeatureOptions", "Network");
    HEADINGS.put("NetworkOptions", "Network");
    HEADINGS.put("VectorOptions", "Network");
    HEADINGS.put("SizeOptions", "Network");
    HEADINGS.put("ClassifierOptions", "Model");
    HEADINGS.put("TrainOptions", "Training");
    HEADINGS.put("Labelling", "Labels");
    HEADINGS.put("PixelOptions", "Pixels");
    HEADINGS.put("Channels", "Computing");
    HEADINGS.put("Range", "Computing");
    HEADINGS.put("Engine", "Computing");
    HEADINGS.put("CastOptions", "Result");
    HEADINGS.put("OutputOptions", "Result");
    HEADINGS.put("Overwrite", "Result");
    HEADINGS.put("Resume", "Result");
    HEADINGS.put("Extension", "Result");
  }

  private HelpLayout() {}

  /** Sets the layout of every command. */
  static void set(CommandLine commands) {
    for (CommandLine command : commands.getSubcommands().values()) {
      command.getCommandSpec().usageMessage().sortOptions(false);
      command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, help -> "");
      command
          .getHelpSectionMap()
          .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
    }
  }

  private static String options(Help help) {
    StringBuilder text = new StringBuilder();
    groups(help)
        .forEach(
            (heading, options) -> {
              text.append(String.format("%n%s:%n", heading));
              Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
              layout.addOptions(options, help.parameterLabelRenderer());
              text.append(layout);
            });
    return text.toString();
  }

  private static Map<String, List<OptionSpec>> groups(Help help) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    groups.put(REQUIRED, new ArrayList<>());
    groups.put(OTHERS, new ArrayList<>());
    HEADINGS.values().forEach(heading -> groups.put(heading, new ArrayList<>()));
    for (OptionSpec option : help.commandSpec().options()) {
      groups.get(heading(option)).add(option);
    }
    groups.values().removeIf(List::isEmpty);
    return groups;
  }

  private static String heading(OptionSpec option) {
    if (option.required()) {
      return REQUIRED;
    }
    return option.userObject() instanceof Field field
        ? HEADINGS.getOrDefault(field.getDeclaringClass().getSimpleName(), OTHERS)
        : OTHERS;
  }
}
