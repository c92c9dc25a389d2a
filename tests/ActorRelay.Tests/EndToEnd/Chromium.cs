using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using OpenQA.Selenium.Support.UI;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>One page in a real Chromium without a window.</summary>
internal sealed class Chromium : IDisposable
{
    private readonly ChromeDriver _driver;

    /// <param name="page">What it opens.</param>
    /// <param name="width">Of the window, in CSS pixels.</param>
    /// <param name="dark">Its user prefers dark pages.</param>
    public Chromium(Uri page, int width = 1280, bool dark = false)
    {
        var options = new ChromeOptions { BinaryLocation = Program("chromium") };
        options.AddArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run");
        options.SetLoggingPreference(LogType.Browser, OpenQA.Selenium.LogLevel.All);
        var service = ChromeDriverService.CreateDefaultService(Program("chromedriver"));
        service.SuppressInitialDiagnosticInformation = true;
        _driver = new ChromeDriver(service, options);
        Command("Emulation.setDeviceMetricsOverride", new()
        {
            ["width"] = width,
            ["height"] = 1400,
            ["deviceScaleFactor"] = 1,
            ["mobile"] = width < 600,
        });
        Command("Emulation.setEmulatedMedia", new()
        {
            ["features"] = new[] { new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" } },
        });
        _driver.Navigate().GoToUrl(page);
    }

    /// <summary>What the console says: errors of the script, and what the page's policy refused.</summary>
    public IReadOnlyList<string> Complaints => [.. _driver.Manage().Logs.GetLog(LogType.Browser)
        .Where(entry => entry.Level >= OpenQA.Selenium.LogLevel.Warning)
        .Select(entry => entry.Message)];

    /// <summary>All the text there is.</summary>
    public string All => Read(By.TagName("body"), body => body.Text);

    public string Text(string id) => Read(By.Id(id), element => element.Text);

    public bool IsShown(string id) => Read(By.Id(id), element => element.Displayed);

    public string? Attribute(string id, string name) => Read(By.Id(id), element => element.GetDomAttribute(name));

    public object? Run(string script) => _driver.ExecuteScript(script);

    /// <summary>As who has no mouse.</summary>
    public void Press(params string[] keys)
    {
        foreach (var key in keys)
        {
            _driver.SwitchTo().ActiveElement().SendKeys(key);
        }
    }

    /// <summary>Into the one field for a password.</summary>
    public void Type(string text, string last) => Read(By.CssSelector("input[type=password]"), field =>
    {
        field.SendKeys(text + last);
        return true;
    });

    public Task ShowsAsync(string id, Func<string, bool> isIt, TimeSpan? within = null)
    {
        var text = "";
        return Eventually.TrueAsync(() => isIt(text = Text(id)), () => $"{id} shows \"{text}\"", within);
    }

    /// <summary>For people to look at: <c>ACTORRELAY_SCREENSHOTS</c> says in which folder.</summary>
    public void Screenshot(string name)
    {
        if (Environment.GetEnvironmentVariable("ACTORRELAY_SCREENSHOTS") is { Length: > 0 } folder)
        {
            _driver.GetScreenshot().SaveAsFile(Path.Combine(folder, $"{name}.png"));
        }
    }

    public void Dispose() => _driver.Dispose();

    /// <summary>
    /// A page that takes the place of another has for a moment no body at all, and what was found in the one before it is
    /// stale: both are looked for again.
    /// </summary>
    private T Read<T>(By by, Func<IWebElement, T> read)
    {
        var wait = new WebDriverWait(_driver, TimeSpan.FromSeconds(10)) { PollingInterval = TimeSpan.FromMilliseconds(20) };
        wait.IgnoreExceptionTypes(typeof(NoSuchElementException), typeof(StaleElementReferenceException));
        T? result = default;
        wait.Until(driver =>
        {
            result = read(driver.FindElement(by));
            return true;
        });
        return result!;
    }

    private static string Program(string name) =>
        ChromiumFactAttribute.Find(name) ?? throw new InvalidOperationException($"There is no {name}, and CI must have it.");

    private void Command(string name, Dictionary<string, object?> parameters) => _driver.ExecuteCdpCommand(name, parameters);
}
