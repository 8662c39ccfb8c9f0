package org.diffhep.stats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What ROOT keeps beside the standard under {@code misc/ROOT_internal}, and needs to make one workspace of several
 * channels: simPdf over all of them, obsData, and a ModelConfig for each analysis.
 */
final class Hs3RootInternal {
    private static final String PDF = "simPdf";
    private static final String CATEGORY = "channelCat";

    private Hs3RootInternal() {}

    /**
     * The node.
     *
     * @param channels names of the channels in the document
     * @param analyses names of the analyses
     */
    static ObjectNode of(List<String> channels, List<String> analyses) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ObjectNode configs = node.putObject("ModelConfigs");
        for (int a = 0; a < analyses.size(); a++) {
            configs.putObject(analyses.get(a))
                    .put("mcName", a == 0 ? "ModelConfig" : "ModelConfig_" + a)
                    .put("pdfName", PDF);
        }
        ObjectNode pdf = node.putObject("combined_distributions").putObject(PDF);
        ArrayNode distributions = pdf.putArray("distributions");
        channels.forEach(channel -> distributions.add(Hs3Writer.CHANNEL_PREFIX + channel));
        categories(pdf, channels);
        categories(node.putObject("combined_datasets").putObject(Hs3Writer.DATA), channels);
        ObjectNode attributes = node.putObject("attributes");
        for (String channel : channels) {
            // the density of a channel without constraints is the distribution itself
            for (String name : List.of(channel + "_model", Hs3Writer.CHANNEL_PREFIX + channel)) {
                attributes.putObject(name).putArray("tags").add("BinnedLikelihood");
            }
        }
        return node;
    }

    private static void categories(ObjectNode node, List<String> channels) {
        ArrayNode indices = node.put("index_cat", CATEGORY).putArray("indices");
        ArrayNode labels = node.putArray("labels");
        for (int c = 0; c < channels.size(); c++) {
            indices.add(c);
            labels.add(channels.get(c));
        }
    }
}
