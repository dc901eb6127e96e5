using System.Globalization;

namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>A container's /dev/shm, which is 64 MiB unless more is asked for: writing beyond that is SIGBUS.</summary>
internal static class SmallMemoryRule
{
    private const long Small = 64L << 20;

    public static IEnumerable<Finding> Check(Examination examination)
    {
        if (Container(examination) is not { } container || examination.Limits.FirstOrDefault(static limit => limit.Name == "/dev/shm") is not { Most: > 0 and <= Small and var most } memory)
            yield break;
        yield return new Finding("small-dev-shm", "/dev/shm", string.Create(CultureInfo.InvariantCulture, $"{most / (1 << 20)} MiB, of which {memory.Use / (1 << 20)} are used, in a container; a program that needs more is ended by SIGBUS"),
            container == "podman" ? "podman run --shm-size=1g IMAGE" : "docker run --shm-size=1g IMAGE");
    }

    private static string? Container(Examination examination) =>
        File.Exists(Path.Combine(examination.Root, "run/.containerenv")) ? "podman" : File.Exists(Path.Combine(examination.Root, ".dockerenv")) ? "docker" : null;
}
