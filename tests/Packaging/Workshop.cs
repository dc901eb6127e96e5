using System.Collections;
using Causeway;

namespace Packaging.Tests;

/// <summary>
/// A folder outside the rules of this repository, where the packages are made once for all tests here, under a version
/// of their own and with build outputs of their own, so that the tests' own assemblies stay as they are.
/// </summary>
internal static class Workshop
{
    private static readonly TimeSpan s_watchdog = TimeSpan.FromMinutes(4);
    private static readonly Lazy<string> s_packages = new(Pack);

    public static string Version { get; } = $"0.1.0-test.{Environment.ProcessId}";

    public static string Folder { get; } = Prepare();

    /// <summary>The folder of the .nupkg and .snupkg files.</summary>
    public static string Packages => s_packages.Value;

    /// <summary>Runs a program to its end; its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its output.</exception>
    public static string Run(string folder, IEnumerable<KeyValuePair<string, string?>> environment, string program, params string[] arguments)
    {
        string log = Path.Combine(Folder, "log");
        var options = new ChildProcessOptions("sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, program, .. arguments]) { WorkingDirectory = folder };
        foreach ((string name, string? value) in environment)
            options.Environment[name] = value;
        options.Environment["TMPDIR"] = Directory.CreateDirectory(Path.Combine(Folder, "tmp")).FullName;
        using ChildProcess child = ChildProcess.Start(options);
        ChildExitStatus status;
        try
        {
            status = child.WaitForExit(s_watchdog);
        }
        catch (TimeoutException)
        {
            child.Kill();
            status = child.WaitForExit();
        }

        string output = File.ReadAllText(log);
        return status.IsSuccess ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {status}\n{output}");
    }

    /// <summary>Runs the SDK, without leaving its servers behind and without what `dotnet test` told this process.</summary>
    public static string Dotnet(string folder, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["MSBUILDDISABLENODEREUSE"] = "1", ["UseSharedCompilation"] = "false", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" };
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (entry.Key is string name && name.StartsWith("MSBuild", StringComparison.Ordinal))
                environment[name] = null;
        }

        return Run(folder, environment, "dotnet", arguments);
    }

    /// <summary>Builds, packs or publishes a project of src with outputs apart from the tests' own.</summary>
    public static void Build(string verb, string project, params string[] arguments) =>
        Dotnet(Repository.Root, [verb, Path.Combine("src", project), "-c", "Release", "--nologo", "--artifacts-path", Path.Combine(Folder, "build"), $"-p:Version={Version}", "-p:RunAnalyzers=false", .. arguments]);

    private static string Prepare()
    {
        string folder = Path.Combine(Repository.Root, "artifacts", "packaging");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);

        // What a project of somebody else would not have above it.
        foreach (string file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            File.WriteAllText(Path.Combine(folder, file), "<Project />");
        File.WriteAllText(Path.Combine(folder, ".editorconfig"), "root = true\n");
        File.WriteAllText(Path.Combine(folder, "nuget.config"), """
            <configuration>
              <packageSources><add key="packed" value="packages" /></packageSources>
              <config><add key="globalPackagesFolder" value="cache" /></config>
            </configuration>
            """);
        Directory.CreateDirectory(Path.Combine(folder, "packages"));
        return folder;
    }

    private static string Pack()
    {
        string packages = Path.Combine(Folder, "packages");
        foreach (string project in Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(static path => Path.GetFileName(path)))
            Build("pack", project, "-o", packages);
        return packages;
    }
}
