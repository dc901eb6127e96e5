using System.IO.Compression;
using System.Xml.Linq;

namespace Packaging.Tests;

public sealed class PackageTests
{
    public static TheoryData<string> Projects { get; } =
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(static path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Pack_HasReadmeLicenseDocumentationAndSymbols(string project)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(Workshop.Packages, $"{project}.{Workshop.Version}.nupkg"));
        string[] files = [.. package.Entries.Select(static entry => entry.FullName)];
        Assert.Contains("README.md", files);
        Assert.Contains("LICENSE", files);
        Assert.Contains(files, file => Path.GetFileName(file) == $"{project}.dll");
        Assert.Contains(files, file => Path.GetFileName(file) == $"{project}.xml");
        using Stream nuspec = package.GetEntry($"{project}.nuspec")!.Open();
        XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single(static one => one.Name.LocalName == "metadata");
        string Of(string name) => metadata.Elements().Single(one => one.Name.LocalName == name).Value;
        Assert.Equal("README.md", Of("readme"));
        Assert.Equal("MIT", Of("license"));
        Assert.NotEmpty(Of("description"));

        using ZipArchive symbols = ZipFile.OpenRead(Path.Combine(Workshop.Packages, $"{project}.{Workshop.Version}.snupkg"));
        Assert.Contains(symbols.Entries, entry => entry.Name == $"{project}.pdb");
    }

    [Fact]
    public void FreshProject_ReferencingThePackage_MovesBytesThroughAPipe()
    {
        _ = Workshop.Packages;
        string folder = Directory.CreateDirectory(Path.Combine(Workshop.Folder, "consumer")).FullName;
        File.WriteAllText(Path.Combine(folder, "consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Causeway" Version="{Workshop.Version}" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), """
            using Causeway;

            using AnonymousPipe there = AnonymousPipe.Create();
            using AnonymousPipe back = AnonymousPipe.Create();
            var options = new ChildProcessOptions("tr", "a-z", "A-Z");
            options.Descriptors[0] = there.Reader.Descriptor;
            options.Descriptors[1] = back.Writer.Descriptor;
            using ChildProcess child = ChildProcess.Start(options);
            there.Reader.Dispose();
            back.Writer.Dispose();
            there.Writer.Write("over the causeway"u8);
            there.Writer.Dispose();
            Console.WriteLine(new StreamReader(back.Reader).ReadToEnd());
            return child.WaitForExit().IsSuccess ? 0 : 1;
            """);
        Workshop.Dotnet(folder, "build", "--nologo", "-o", "out");
        Assert.Equal("OVER THE CAUSEWAY\n", Workshop.Run(folder, [], "dotnet", "out/consumer.dll"));
    }
}
