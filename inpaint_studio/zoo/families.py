"""The families that the product brings: a table of facts, nothing else.

Whatever is specific to one model stands here, or on the card in its folder; no other module may
ask for a model's name. Nothing heavy is imported here.
"""

from __future__ import annotations

from inpaint_studio.zoo.card import MaskMeaning, ModelCard, ModelFile, Tiling
from inpaint_studio.zoo.classical_families import CLASSICAL
from inpaint_studio.zoo.family import Family

__all__ = ["FAMILIES"]

_RESTORERS = "inpaint_studio.inference.restorers"
_LAYOUTS = "inpaint_studio.zoo.layouts"
_ASK_SOURCE = "Ask whoever published the checkpoint what its licence allows."

_MIGAN_PAPER = (
    "A. Sargsyan, S. Navasardyan, X. Xu, H. Shi, MI-GAN: A Simple Baseline for Image Inpainting "
    "on Mobile Devices, ICCV 2023"
)
_EDGECONNECT_PAPER = (
    "K. Nazeri, E. Ng, T. Joseph, F. Qureshi, M. Ebrahimi, EdgeConnect: Generative Image "
    "Inpainting with Adversarial Edge Learning, arXiv 1901.00212"
)
_LAMA_PAPER = (
    "R. Suvorov, E. Logacheva, A. Mashikhin, A. Remizova, A. Ashukha, A. Silvestrov, N. Kong, "
    "H. Goka, K. Park, V. Lempitsky, Resolution-robust Large Mask Inpainting with Fourier "
    "Convolutions, WACV 2022, arXiv 2109.07161"
)
_CONTEXT_ENCODER_PAPER = (
    "D. Pathak, P. Krähenbühl, J. Donahue, T. Darrell, A. Efros, Context Encoders: Feature "
    "Learning by Inpainting, CVPR 2016, arXiv 1604.07379"
)
_GLCIC_PAPER = (
    "S. Iizuka, E. Simo-Serra, H. Ishikawa, Globally and Locally Consistent Image Completion, "
    "ACM Transactions on Graphics 36(4), 2017"
)
_PCONV_PAPER = (
    "G. Liu, F. Reda, K. Shih, T. Wang, A. Tao, B. Catanzaro, Image Inpainting for Irregular "
    "Holes Using Partial Convolutions, ECCV 2018, arXiv 1804.07723"
)
_DEEPFILL_V1_PAPER = (
    "J. Yu, Z. Lin, J. Yang, X. Shen, X. Lu, T. Huang, Generative Image Inpainting with "
    "Contextual Attention, CVPR 2018, arXiv 1801.07892"
)
_DEEPFILL_V2_PAPER = (
    "J. Yu, Z. Lin, J. Yang, X. Shen, X. Lu, T. Huang, Free-Form Image Inpainting with Gated "
    "Convolution, ICCV 2019, arXiv 1806.03589"
)

_SE_RESNET_PAPER = (
    "Squeeze-and-excitation residual generator with contextual loss for 160 px pictures, after "
    "S. Iizuka et al. 2017 and J. Hu, L. Shen, G. Sun, arXiv 1709.01507"
)

_MIGAN = Family(
    name="migan",
    title="MI-GAN",
    paper=_MIGAN_PAPER,
    restorer=f"{_RESTORERS}.migan:make_migan",
    roles=("pipeline",),
    downloads=(
        ModelCard(
            name="migan",
            title="MI-GAN (Places2, 512 px)",
            family="migan",
            summary="A small, fast network that imagines what may have been in the hole.",
            good_at="objects in street and nature scenes; quick previews",
            paper=_MIGAN_PAPER,
            licence="MIT",
            licence_notice=(
                "Code and weights by Picsart AI Research: free use, also commercial, as long as "
                "the copyright notice is kept."
            ),
            source="https://huggingface.co/andraniksargsyan/migan",
            files=(
                ModelFile(
                    path="migan_pipeline_v2.onnx",
                    role="pipeline",
                    sha256="6f1f3530a1a2324b19752018ce756088b07973cda8d7d890034ace5c8a48c40b",
                    size_bytes=28_079_181,
                    url=(
                        "https://huggingface.co/andraniksargsyan/migan/resolve/"
                        "1538c135034b8cfe7a8472f34d09c8a5a45b17a7/migan_pipeline_v2.onnx"
                    ),
                ),
            ),
            native_size_px=512,
            tiling=Tiling.INTERNAL,
            mask_meaning=MaskMeaning.ONE_IS_KNOWN,
            needs_weights=True,
            memory_mib=500,
            measured_lpips=0.0849,
        ),
    ),
)

_EDGECONNECT = Family(
    name="edgeconnect",
    title="EdgeConnect",
    paper=_EDGECONNECT_PAPER,
    restorer=f"{_RESTORERS}.edgeconnect:make_edgeconnect",
    roles=("edge", "completion"),
    networks={
        "edge": f"{_LAYOUTS}.edgeconnect:EDGE",
        "completion": f"{_LAYOUTS}.edgeconnect:COMPLETION",
        "discriminator": f"{_LAYOUTS}.edgeconnect:DISCRIMINATOR",
    },
    template=ModelCard(
        name="edgeconnect",
        title="EdgeConnect",
        family="edgeconnect",
        summary="Predicts the edges inside the hole, shows them, then paints between them.",
        good_at="structure that you want to guide: outlines, windows, faces",
        paper=_EDGECONNECT_PAPER,
        licence="CC-BY-NC-4.0",
        licence_notice=(
            "The weights published by the authors may be used with attribution and for "
            "non-commercial purposes only."
        ),
        source="imported",
        native_size_px=256,
        size_multiple=4,
        tiling=Tiling.NATIVE,
        takes_edges=True,
        shows_edges=True,
        needs_weights=True,
        half_precision=True,
        memory_mib=200,
    ),
)

_LAMA = Family(
    name="lama",
    title="LaMa",
    paper=_LAMA_PAPER,
    restorer=f"{_RESTORERS}.lama:make_lama",
    roles=("torchscript",),
    downloads=(
        ModelCard(
            name="lama",
            title="LaMa (Big-LaMa, Places2)",
            family="lama",
            summary="Sees the whole window at once through Fourier convolutions.",
            good_at="large holes, repeated structures such as fences, facades and nets",
            paper=_LAMA_PAPER,
            licence="Apache-2.0",
            licence_notice=(
                "Code and weights by Samsung AI Center Moscow: free use, also commercial, as long "
                "as licence and notices are kept. The file is a TorchScript program; it is run "
                "only if it is the published one."
            ),
            source="https://github.com/Sanster/models/releases/tag/add_big_lama",
            files=(
                ModelFile(
                    path="big-lama.pt",
                    role="torchscript",
                    sha256="344c77bbcb158f17dd143070d1e789f38a66c04202311ae3a258ef66667a9ea9",
                    size_bytes=205_669_692,
                    url=(
                        "https://github.com/Sanster/models/releases/download/add_big_lama/"
                        "big-lama.pt"
                    ),
                ),
            ),
            native_size_px=512,
            size_multiple=8,
            tiling=Tiling.NATIVE,
            needs_weights=True,
            memory_mib=1500,
        ),
    ),
)

_CONTEXT_ENCODER = Family(
    name="context_encoder",
    title="Context Encoder",
    paper=_CONTEXT_ENCODER_PAPER,
    restorer=f"{_RESTORERS}.context_encoder:make_context_encoder",
    roles=("generator",),
    networks={
        "generator": f"{_LAYOUTS}.context_encoder:GENERATOR",
        "region": f"{_LAYOUTS}.context_encoder:REGION",
    },
    template=ModelCard(
        name="context_encoder",
        title="Context Encoder",
        family="context_encoder",
        summary="Imagines the centre of a window of 128 px, again and again across the hole.",
        good_at="a look at where the field began; small, roundish holes",
        paper=_CONTEXT_ENCODER_PAPER,
        licence="unknown",
        licence_notice=_ASK_SOURCE,
        source="imported",
        native_size_px=128,
        tiling=Tiling.FIXED,
        needs_weights=True,
        memory_mib=460,
    ),
)

_GLCIC = Family(
    name="glcic",
    title="Global and local consistency",
    paper=_GLCIC_PAPER,
    restorer=f"{_RESTORERS}.one_network:make_one_network",
    roles=("generator",),
    networks={"generator": f"{_LAYOUTS}.glcic:GENERATOR"},
    template=ModelCard(
        name="glcic",
        title="Globally and locally consistent completion",
        family="glcic",
        summary="Completes the hole with dilated convolutions that look far around it.",
        good_at="faces and scenes like those it was trained on; holes up to a third of the window",
        paper=_GLCIC_PAPER,
        licence="unknown",
        licence_notice=_ASK_SOURCE,
        source="imported",
        native_size_px=256,
        size_multiple=4,
        tiling=Tiling.NATIVE,
        needs_weights=True,
        half_precision=True,
        memory_mib=160,
    ),
)

_PCONV = Family(
    name="pconv",
    title="Partial convolutions",
    paper=_PCONV_PAPER,
    restorer=f"{_RESTORERS}.one_network:make_one_network",
    roles=("generator",),
    networks={"generator": f"{_LAYOUTS}.partial_conv:GENERATOR"},
    template=ModelCard(
        name="pconv",
        title="Partial convolutions",
        family="pconv",
        summary="Looks at known pixels only and grows them inwards, layer by layer.",
        good_at="irregular holes: scratches, tears, lettering",
        paper=_PCONV_PAPER,
        licence="unknown",
        licence_notice=_ASK_SOURCE,
        source="imported",
        native_size_px=256,
        size_multiple=128,
        tiling=Tiling.NATIVE,
        needs_weights=True,
        memory_mib=290,
    ),
)

_DEEPFILL_V1 = Family(
    name="deepfill_v1",
    title="DeepFill v1",
    paper=_DEEPFILL_V1_PAPER,
    restorer=f"{_RESTORERS}.one_network:make_one_network",
    roles=("generator",),
    networks={"generator": f"{_LAYOUTS}.deepfill:V1"},
    template=ModelCard(
        name="deepfill_v1",
        title="DeepFill v1 (contextual attention)",
        family="deepfill_v1",
        summary="Paints a coarse fill, then refines it with texture found elsewhere in the window.",
        good_at="compact holes in scenes with repeated texture",
        paper=_DEEPFILL_V1_PAPER,
        licence="CC-BY-NC-4.0",
        licence_notice=(
            "The weights published by the authors may be used with attribution and for "
            "non-commercial purposes only; ask whoever gave you others."
        ),
        source="imported",
        native_size_px=256,
        size_multiple=8,
        tiling=Tiling.NATIVE,
        shows_coarse=True,
        needs_weights=True,
        memory_mib=180,
    ),
)

_DEEPFILL_V2 = Family(
    name="deepfill_v2",
    title="DeepFill v2",
    paper=_DEEPFILL_V2_PAPER,
    restorer=f"{_RESTORERS}.one_network:make_one_network",
    roles=("generator",),
    networks={
        "generator": f"{_LAYOUTS}.deepfill:V2",
        "tensorflow": f"{_LAYOUTS}.deepfill:V2_TENSORFLOW",
    },
    template=ModelCard(
        name="deepfill_v2",
        title="DeepFill v2 (gated convolution)",
        family="deepfill_v2",
        summary="Learns for every pixel how far to trust it; follows a sketch if trained for it.",
        good_at="free-form holes in natural scenes, also drawn along by edges",
        paper=_DEEPFILL_V2_PAPER,
        licence="CC-BY-NC-4.0",
        licence_notice=(
            "The weights published by the authors may be used with attribution and for "
            "non-commercial purposes only; ask whoever gave you others."
        ),
        source="imported",
        native_size_px=256,
        size_multiple=8,
        tiling=Tiling.NATIVE,
        shows_coarse=True,
        needs_weights=True,
        memory_mib=280,
    ),
)

_SE_RESNET = Family(
    name="se_resnet",
    title="Squeeze-excite generator",
    paper=_SE_RESNET_PAPER,
    restorer=f"{_RESTORERS}.one_network:make_one_network",
    roles=("generator",),
    networks={"generator": f"{_LAYOUTS}.se_resnet:GENERATOR"},
    template=ModelCard(
        name="se_resnet",
        title="Squeeze-excite generator",
        family="se_resnet",
        summary="A residual network that weighs its channels by what the whole window shows.",
        good_at="faces and small pictures",
        paper=_SE_RESNET_PAPER,
        licence="unknown",
        licence_notice="No checkpoint is published; train one with 'inpaint-studio train'.",
        source="imported",
        native_size_px=160,
        size_multiple=4,
        tiling=Tiling.NATIVE,
        needs_weights=True,
        half_precision=True,
        memory_mib=170,
    ),
)

FAMILIES: tuple[Family, ...] = (
    *CLASSICAL,
    _MIGAN,
    _LAMA,
    _EDGECONNECT,
    _DEEPFILL_V2,
    _DEEPFILL_V1,
    _PCONV,
    _GLCIC,
    _CONTEXT_ENCODER,
    _SE_RESNET,
)
"""In the order in which they are listed."""
